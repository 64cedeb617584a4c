//! The messages of a handshake, and what they are on the wire.

/// A handful of messages, so that comparing them is faster than hashing.
#[derive(Debug, Default)]
pub(super) struct Known(Vec<(Vec<u8>, Option<Vec<u8>>)>);

impl Known {
    /// A message's form on the wire, `None` inside for the same; `None` if the
    /// message is not known.
    pub(super) fn get(&self, message: &[u8]) -> Option<Option<&[u8]>> {
        let found = self.0.iter().find(|(known, _)| known == message)?;
        Some(found.1.as_deref())
    }

    /// The whole of a message that begins so, and its form.
    pub(super) fn begun(&self, beginning: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
        let found = self.0.iter().find(|(known, _)| known.starts_with(beginning))?;
        Some((&found.0, found.1.as_deref()))
    }

    /// Learns the form of a message.
    pub(super) fn insert(&mut self, message: Vec<u8>, form: Option<Vec<u8>>) {
        self.0.retain(|(known, _)| *known != message);
        self.0.push((message, form));
    }
}
