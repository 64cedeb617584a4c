# What the tests of the command share: counting, and what a command must print and end with.
passed=0
failed=0
tlsrs=$TLSRS_BUILD/bin/tlsrs

# verdict GOOD WHAT PROBLEM: counts a check of $text and $got.
verdict() {
    if [ "$1" = yes ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $2: status $got; $3"
        printf '%s\n' "$text" | sed 's/^/  /'
    fi
}

# expect WHAT STATUS PATTERN COMMAND...: status and a line matching PATTERN.
expect() {
    what=$1 status=$2 pattern=$3
    shift 3
    text=$("$@" 2>&1)
    got=$?
    good=no
    [ $got = "$status" ] && printf '%s\n' "$text" | grep -q -e "$pattern" && good=yes
    verdict $good "$what" "wanted $status and a line with: $pattern"
}

# expect_not WHAT STATUS PATTERN COMMAND...: status and no line matching PATTERN.
expect_not() {
    what=$1 status=$2 pattern=$3
    shift 3
    text=$("$@" 2>&1)
    got=$?
    good=no
    [ $got = "$status" ] && ! printf '%s\n' "$text" | grep -q -e "$pattern" && good=yes
    verdict $good "$what" "wanted $status and no line with: $pattern"
}

# finish: the closing line, and the script's status.
finish() {
    echo "$passed passed, $failed failed"
    [ $failed = 0 ]
    exit
}
