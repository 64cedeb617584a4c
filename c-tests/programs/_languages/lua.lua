-- For languages.py: a server and a client with Lua's luasec, which leaves names to the program.
--
-- usage: lua.lua serve PORT CA CERT KEY | connect PORT CA CERT KEY OTHER-CA

local socket = require("socket")
local ssl = require("ssl")
local role, port, ca, cert, key, other_ca = table.unpack(arg)

local function context(mode, cafile, shown)
    return assert(ssl.newcontext({
        mode = mode, protocol = "any", options = {"no_sslv2", "no_sslv3"}, cafile = cafile,
        certificate = shown and cert or nil, key = shown and key or nil,
        verify = mode == "server" and {"peer", "fail_if_no_peer_cert"} or "peer",
    }))
end

local function common_name(certificate)
    for _, part in ipairs(certificate:subject()) do
        if part.name == "commonName" then return part.value end
    end
end

-- Whether a certificate is for a name.
local function is_for(certificate, name)
    for _, known in ipairs((certificate:extensions()["2.5.29.17"] or {}).dNSName or {}) do
        if known == name then return true end
    end
    return false
end

if role == "serve" then
    local listener = assert(socket.bind("127.0.0.1", tonumber(port)))
    local made = context("server", ca, true)
    while true do
        local plain = assert(listener:accept())
        local tls = ssl.wrap(plain, made)
        if tls:dohandshake() then
            local line = tls:receive("*l")
            if line then
                tls:send(tls:info("protocol") .. " " .. common_name(tls:getpeercertificate()) .. ": " .. line .. "\n")
            end
        end
        tls:close()
    end
end

-- What the server answers, or nil and why there is no answer.
local function ask(name, made)
    local plain = assert(socket.connect("127.0.0.1", tonumber(port)))
    local tls = assert(ssl.wrap(plain, made))
    tls:sni(name)
    local done, why = tls:dohandshake()
    if not done then
        tls:close()
        return nil, "refused: " .. tostring(why)
    end
    local peer = tls:getpeercertificate()
    if not is_for(peer, name) then
        tls:close()
        return nil, "refused: not the name of its certificate"
    end
    tls:send("hello\n")
    local answer
    answer, why = tls:receive("*l")
    tls:close()
    if not answer then return nil, "refused: " .. tostring(why) end
    return '["' .. answer .. '" ' .. common_name(peer) .. "]", "accepted"
end

local mine = context("client", ca, true)
print("good: " .. tostring(ask("localhost", mine)))
print("no certificate: " .. select(2, ask("localhost", context("client", ca, false))))
print("another name: " .. select(2, ask("other.example", mine)))
print("another CA: " .. select(2, ask("localhost", context("client", other_ca, true))))
