//! Keys and sealing: what makes a stolen disk say nothing.
//!
//! Every case has its own data key, wrapped by an office key with an id; sealed fields are
//! `nonce ‖ ciphertext ‖ tag` of AES-256-GCM (NIST SP 800-38D) with a random nonce, bound to table, row
//! and column, so that a value copied into another row does not open. Personal values are found by
//! HMAC-SHA256 under the index key, which is never rotated. It refuses to print a key, and it reads no
//! file: the caller brings the text of the key file.

use std::fmt;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use uuid::Uuid;

use crate::fault::CryptError;

/// The keys of the office, kept outside the data folder.
#[derive(Clone)]
pub struct Keys {
    office: Vec<(String, [u8; 32])>,
    current: String,
    index: [u8; 32],
}

impl Keys {
    /// New keys: one office key of that id (letters, digits, `-`), which is the current one, and an index key.
    ///
    /// # Errors
    /// A malformed id; no randomness from the system.
    pub fn generate(id: &str) -> Result<Keys, CryptError> {
        check_id(id)?;
        Ok(Keys { office: vec![(id.to_owned(), random()?)], current: id.to_owned(), index: random()? })
    }

    /// These keys and one more office key, which becomes the current one. The first step of a rotation;
    /// `Store::rewrap` is the second.
    ///
    /// # Errors
    /// A malformed or known id; no randomness from the system.
    pub fn rotated(&self, id: &str) -> Result<Keys, CryptError> {
        check_id(id)?;
        if self.office.iter().any(|(known, _)| known == id) {
            return Err(CryptError::KeyFile("office key id used before"));
        }
        let mut keys = self.clone();
        keys.office.push((id.to_owned(), random()?));
        keys.current = id.to_owned();
        Ok(keys)
    }

    /// Reads a key file: lines `office-key <id> <64 hex>`, `current <id>`, `index-key <64 hex>`; `#` begins a remark.
    ///
    /// # Errors
    /// An unknown line, a missing part, a key that is not 32 bytes.
    pub fn read(text: &str) -> Result<Keys, CryptError> {
        let (mut office, mut current, mut index) = (Vec::new(), None, None);
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.split_whitespace().collect::<Vec<_>>().as_slice() {
                ["office-key", id, bytes] => {
                    check_id(id)?;
                    office.push(((*id).to_owned(), key_bytes(bytes)?));
                }
                ["current", id] => current = Some((*id).to_owned()),
                ["index-key", bytes] => index = Some(key_bytes(bytes)?),
                _ => return Err(CryptError::KeyFile("unknown line")),
            }
        }
        let current = current.ok_or(CryptError::KeyFile("no current key named"))?;
        if !office.iter().any(|(id, _)| *id == current) {
            return Err(CryptError::KeyFile("the current key is not in the file"));
        }
        Ok(Keys { office, current, index: index.ok_or(CryptError::KeyFile("no index key"))? })
    }

    /// The text of a key file with these keys. Secret.
    #[must_use]
    pub fn write(&self) -> String {
        let mut out = String::new();
        for (id, bytes) in &self.office {
            out.push_str(&format!("office-key {id} {}\n", hex::encode(bytes)));
        }
        out.push_str(&format!("current {}\nindex-key {}\n", self.current, hex::encode(self.index)));
        out
    }

    /// Id of the office key that wraps new data keys.
    #[must_use]
    pub fn current(&self) -> &str {
        &self.current
    }

    /// Ids of all office keys.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.office.iter().map(|(id, _)| id.as_str())
    }

    fn office(&self, id: &str) -> Result<DataKey, CryptError> {
        let found = self.office.iter().find(|(known, _)| known == id);
        found.map(|(_, bytes)| DataKey(*bytes)).ok_or_else(|| CryptError::NoOfficeKey(id.to_owned()))
    }

    /// HMAC-SHA256 of parts under the index key; parts cannot run into each other.
    pub(crate) fn keyed(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &self.index));
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut out = [0; 32];
        out.copy_from_slice(context.sign().as_ref());
        out
    }

    /// Seals a data key under the current office key.
    pub(crate) fn wrap(&self, owner: Uuid, key: &DataKey) -> Result<Vec<u8>, CryptError> {
        self.office(&self.current)?.seal(&wrap_cell(owner, &self.current), &key.0)
    }

    /// Opens a data key wrapped by office key `id`.
    pub(crate) fn unwrap(&self, owner: Uuid, id: &str, wrapped: &[u8]) -> Result<DataKey, CryptError> {
        let bytes = self.office(id)?.open(&wrap_cell(owner, id), wrapped)?;
        Ok(DataKey(bytes.try_into().map_err(|_| CryptError::Tampered)?))
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "Keys(current {})", self.current)
    }
}

fn check_id(id: &str) -> Result<(), CryptError> {
    let fits = !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if fits { Ok(()) } else { Err(CryptError::KeyFile("an id is 1-64 letters, digits or hyphens")) }
}

fn key_bytes(text: &str) -> Result<[u8; 32], CryptError> {
    let mut out = [0; 32];
    hex::decode_to_slice(text, &mut out).map_err(|_| CryptError::KeyFile("a key is 64 hexadecimal digits"))?;
    Ok(out)
}

/// Bytes nobody can guess.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], CryptError> {
    let mut out = [0; N];
    getrandom::fill(&mut out).map_err(|_| CryptError::Randomness)?;
    Ok(out)
}

/// The place a sealed value belongs to; part of what the seal covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub table: &'static str,
    pub row: String,
    pub column: &'static str,
}

impl Cell {
    pub(crate) fn new(table: &'static str, row: impl ToString, column: &'static str) -> Cell {
        Cell { table, row: row.to_string(), column }
    }

    fn bytes(&self) -> Vec<u8> {
        [self.table.as_bytes(), &[0], self.column.as_bytes(), &[0], self.row.as_bytes()].concat()
    }
}

fn wrap_cell(owner: Uuid, office_key: &str) -> Cell {
    Cell::new("case_key", format!("{owner}/{office_key}"), "wrapped")
}

/// The key one case's data is sealed with.
#[derive(Clone)]
pub(crate) struct DataKey([u8; 32]);

impl DataKey {
    pub(crate) fn generate() -> Result<DataKey, CryptError> {
        Ok(DataKey(random()?))
    }

    /// The bytes of a key that is kept under another key's seal.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A key that was kept so; nothing where the length is wrong.
    pub(crate) fn of(bytes: &[u8]) -> Option<DataKey> {
        Some(DataKey(bytes.try_into().ok()?))
    }

    fn cipher(&self) -> Result<LessSafeKey, CryptError> {
        let key = UnboundKey::new(&AES_256_GCM, &self.0).map_err(|_| CryptError::Sealing)?;
        Ok(LessSafeKey::new(key))
    }

    /// `nonce ‖ ciphertext ‖ tag`.
    pub(crate) fn seal(&self, cell: &Cell, plain: &[u8]) -> Result<Vec<u8>, CryptError> {
        let nonce: [u8; NONCE_LEN] = random()?;
        let mut out = Vec::with_capacity(NONCE_LEN + plain.len() + AES_256_GCM.tag_len());
        out.extend_from_slice(&nonce);
        let mut body = plain.to_vec();
        self.seal_with(nonce, &cell.bytes(), &mut body)?;
        out.append(&mut body);
        Ok(out)
    }

    /// What was sealed for that cell.
    pub(crate) fn open(&self, cell: &Cell, sealed: &[u8]) -> Result<Vec<u8>, CryptError> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(CryptError::Tampered)?;
        let mut body = body.to_vec();
        self.open_with(*nonce, &cell.bytes(), &mut body)?;
        Ok(body)
    }

    /// Seals in place under a nonce the caller vouches for; the tag is appended.
    pub(crate) fn seal_with(&self, nonce: [u8; NONCE_LEN], aad: &[u8], body: &mut Vec<u8>) -> Result<(), CryptError> {
        let nonce = Nonce::assume_unique_for_key(nonce);
        self.cipher()?.seal_in_place_append_tag(nonce, Aad::from(aad), body).map_err(|_| CryptError::Sealing)
    }

    /// Opens in place and cuts the tag off.
    pub(crate) fn open_with(&self, nonce: [u8; NONCE_LEN], aad: &[u8], body: &mut Vec<u8>) -> Result<(), CryptError> {
        let nonce = Nonce::assume_unique_for_key(nonce);
        let plain = self.cipher()?.open_in_place(nonce, Aad::from(aad), body).map_err(|_| CryptError::Tampered)?.len();
        body.truncate(plain);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_in_its_own_cell_only() {
        let key = DataKey::generate().unwrap();
        let cell = Cell::new("journal", "a/1", "body");
        let sealed = key.seal(&cell, b"hello").unwrap();
        assert_eq!(key.open(&cell, &sealed).unwrap(), b"hello");
        for other in
            [Cell::new("journal", "a/2", "body"), Cell::new("case", "a/1", "body"), Cell::new("journal", "a/1", "x")]
        {
            assert_eq!(key.open(&other, &sealed), Err(CryptError::Tampered));
        }
        assert_ne!(key.seal(&cell, b"hello").unwrap(), sealed);
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let key = DataKey::generate().unwrap();
        let cell = Cell::new("draft", "7", "body");
        let sealed = key.seal(&cell, "王小明".as_bytes()).unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(key.open(&cell, &changed), Err(CryptError::Tampered), "byte {at}");
        }
        assert_eq!(key.open(&cell, &sealed[..8]), Err(CryptError::Tampered));
    }

    #[test]
    fn a_key_file_is_read_as_it_was_written() {
        let keys = Keys::generate("office-1").unwrap().rotated("office-2").unwrap();
        let again = Keys::read(&format!("# keys of the office\n\n{}", keys.write())).unwrap();
        assert_eq!(again.write(), keys.write());
        assert_eq!(again.current(), "office-2");
        assert_eq!(again.ids().collect::<Vec<_>>(), ["office-1", "office-2"]);
        assert!(!format!("{keys:?}").contains(&hex::encode(keys.index)));
    }

    #[test]
    fn a_broken_key_file_is_refused() {
        for text in ["", "current a\n", "office-key a 00\n", "colour blue\n", "office-key ä 00"] {
            assert!(matches!(Keys::read(text), Err(CryptError::KeyFile(_))), "{text}");
        }
        assert!(Keys::generate("two words").is_err());
        assert!(Keys::generate("a").unwrap().rotated("a").is_err());
    }

    #[test]
    fn a_wrapped_key_opens_for_its_owner_only() {
        let keys = Keys::generate("a").unwrap();
        let (mine, yours) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let key = DataKey::generate().unwrap();
        let wrapped = keys.wrap(mine, &key).unwrap();
        assert_eq!(keys.unwrap(mine, "a", &wrapped).unwrap().0, key.0);
        assert!(keys.unwrap(yours, "a", &wrapped).is_err());
        assert!(matches!(keys.unwrap(mine, "b", &wrapped), Err(CryptError::NoOfficeKey(_))));
    }

    #[test]
    fn keyed_parts_do_not_run_into_each_other() {
        let keys = Keys::generate("a").unwrap();
        assert_ne!(keys.keyed(&[b"ab", b"c"]), keys.keyed(&[b"a", b"bc"]));
        assert_ne!(keys.keyed(&[b"ab"]), Keys::generate("a").unwrap().keyed(&[b"ab"]));
    }
}
