//! Files: sealed with the case's key, named by a keyed hash, on the disk before a row names them.
//!
//! Layout of a sealed file: one byte of format, 7 random bytes, then chunks of 64 KiB each sealed with
//! AES-256-GCM under the nonce `random ‖ chunk number (32 bits) ‖ last (1 byte)`: the STREAM construction
//! (Hoang, Reyhanitabar, Rogaway, Vizár 2015), which shows chunks that were swapped, dropped or cut off.
//! The name covers owner and content, so a directory listing tells nobody which two cases hold one file.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use lexicon::instant::At;
use ring::aead::NONCE_LEN;

use crate::crypt::{DataKey, random};
use crate::fault::{CryptError, FileError, StoreError};
use crate::filing::Filing;
use crate::seal::{Owner, put};
use crate::statement::sql;
use crate::store::Store;

const FORMAT: u8 = 1;
const SALT: usize = 7;
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
/// Bytes before the first chunk.
const FRONT: usize = 1 + SALT;

/// A file that is on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRef {
    /// 64 hexadecimal digits.
    pub name: String,
    pub owner: Owner,
    /// Length of the content, unsealed.
    pub bytes: u64,
}

impl Filing {
    /// Names a written file in the books. The same file twice is one row.
    pub fn keep_file(&mut self, file: &FileRef, at: At) -> &mut Filing {
        self.files.push(file.clone());
        let bytes = i64::try_from(file.bytes).unwrap_or(i64::MAX);
        self.put(
            put!(
                "INSERT INTO file (name, owner, bytes, kept_at) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING",
                file.name.as_str(),
                file.owner.uuid(),
                bytes,
                at,
            )
            .at_most_one("file"),
        )
    }
}

impl Store {
    /// Seals content with the owner's key and writes it durably. No row names it yet: see
    /// [`Filing::keep_file`]. The owner's key is made if there is none.
    ///
    /// # Errors
    /// A full disk; a destroyed key; the database.
    pub async fn put_file(&self, owner: Owner, content: Vec<u8>) -> Result<FileRef, FileError> {
        let key = self.data_key_or_new(owner).await?;
        let name = hex::encode(self.keys().keyed(&[b"file", owner.uuid().as_bytes(), &content]));
        let file = FileRef { name, owner, bytes: content.len() as u64 };
        let path = self.file_path(&file);
        let written = tokio::task::spawn_blocking(move || {
            if path.exists() { flush_folder(&path).map_err(disk) } else { write_sealed(&path, &key, &content) }
        });
        match written.await {
            Ok(Ok(())) => Ok(file),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(FileError::Malformed("a file could not be sealed")),
        }
    }

    /// The content of a file.
    ///
    /// # Errors
    /// A missing or changed file; a destroyed key.
    pub async fn get_file(&self, file: &FileRef) -> Result<Vec<u8>, StoreError> {
        let key = self.data_key(file.owner).await?;
        let path = self.file_path(file);
        let opened = tokio::task::spawn_blocking(move || open_sealed(&key, &fs::read(path)?));
        opened.await.map_err(|cause| StoreError::form("file", cause))?
    }

    /// The file of a name, if a row names it.
    ///
    /// # Errors
    /// The database.
    pub async fn find_file(&self, name: &str) -> Result<Option<FileRef>, StoreError> {
        let query = sql!("SELECT owner, bytes FROM file WHERE name = $1", name);
        let found: Option<(uuid::Uuid, i64)> = self.db().optional(query).await?;
        let Some((owner, bytes)) = found else { return Ok(None) };
        let bytes = u64::try_from(bytes).map_err(|cause| StoreError::form("file", cause))?;
        Ok(Some(FileRef { name: name.to_owned(), owner: Owner::of(owner), bytes }))
    }

    pub(crate) async fn require_file(&self, file: &FileRef) -> Result<(), FileError> {
        let path = self.file_path(file);
        let found = tokio::task::spawn_blocking(move || path.is_file()).await.unwrap_or(false);
        if found { Ok(()) } else { Err(FileError::MissingFile(file.name.clone())) }
    }

    fn file_path(&self, file: &FileRef) -> PathBuf {
        self.sealed_path(&file.name)
    }

    /// Where a sealed file of a name is.
    pub(crate) fn sealed_path(&self, name: &str) -> PathBuf {
        let prefix = name.get(..2).unwrap_or("00");
        self.folder().join("files").join(prefix).join(name)
    }
}

pub(crate) fn disk(error: io::Error) -> FileError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FileError::DiskFull,
        _ => FileError::Unavailable(std::sync::Arc::new(sqlx::Error::Io(error))),
    }
}

pub(crate) fn write_sealed(path: &Path, key: &DataKey, content: &[u8]) -> Result<(), FileError> {
    let salt: [u8; SALT] = random()?;
    let mut head = vec![FORMAT];
    head.extend_from_slice(&salt);
    write_durably(path, |out| {
        out.write_all(&head)?;
        let count = content.len().div_ceil(CHUNK).max(1);
        for n in 0..count {
            let part = &content[n * CHUNK..content.len().min((n + 1) * CHUNK)];
            let mut body = Vec::with_capacity(part.len() + TAG);
            body.extend_from_slice(part);
            let nonce = chunk_nonce(salt, n, n + 1 == count).ok_or_else(|| io::Error::other("file too large"))?;
            key.seal_with(nonce, b"file", &mut body).map_err(io::Error::other)?;
            out.write_all(&body)?;
        }
        Ok(())
    })
    .map_err(disk)
}

/// Writes beside the place, flushes, renames, flushes the folder: the name is there whole or not at all.
pub(crate) fn write_durably(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::other("a file needs a folder"))?;
    let new_folder = !folder.exists();
    fs::create_dir_all(folder)?;
    if let (true, Some(above)) = (new_folder, folder.parent()) {
        File::open(above)?.sync_all()?;
    }
    let unique: [u8; 8] = random().map_err(io::Error::other)?;
    let aside = folder.join(format!(".{}", hex::encode(unique)));
    let written = File::create_new(&aside).and_then(|mut file| {
        write(&mut file)?;
        file.sync_all()
    });
    if let Err(error) = written.and_then(|()| fs::rename(&aside, path)) {
        // The half-written file is of no use; the first error is the one that counts.
        let _ = fs::remove_file(&aside);
        return Err(error);
    }
    flush_folder(path)
}

/// Makes the name of a written file durable.
pub(crate) fn flush_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::other("a file needs a folder"))?;
    File::open(folder)?.sync_all()
}

fn chunk_nonce(salt: [u8; SALT], n: usize, last: bool) -> Option<[u8; NONCE_LEN]> {
    let mut nonce = [0; NONCE_LEN];
    nonce[..SALT].copy_from_slice(&salt);
    nonce[SALT..SALT + 4].copy_from_slice(&u32::try_from(n).ok()?.to_be_bytes());
    nonce[NONCE_LEN - 1] = u8::from(last);
    Some(nonce)
}

pub(crate) fn open_sealed(key: &DataKey, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
    let front = sealed.first_chunk::<FRONT>().ok_or(CryptError::Tampered)?;
    let (format, salt) = (front[0], &front[1..]);
    let salt: [u8; SALT] = salt.try_into().map_err(|_| CryptError::Tampered)?;
    if format != FORMAT || sealed.len() < FRONT + TAG {
        return Err(CryptError::Tampered.into());
    }
    let chunks = sealed[FRONT..].chunks(CHUNK + TAG);
    let count = chunks.len();
    let mut out = Vec::with_capacity(sealed.len());
    for (n, chunk) in chunks.enumerate() {
        let mut body = chunk.to_vec();
        let nonce = chunk_nonce(salt, n, n + 1 == count).ok_or(CryptError::Tampered)?;
        key.open_with(nonce, b"file", &mut body)?;
        out.append(&mut body);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(content: &[u8]) -> (DataKey, Vec<u8>) {
        let key = DataKey::generate().unwrap();
        let folder = std::env::temp_dir().join(hex::encode(random::<8>().unwrap()));
        let path = folder.join("aa").join("file");
        write_sealed(&path, &key, content).unwrap();
        let bytes = fs::read(&path).unwrap();
        assert_eq!(fs::read_dir(folder.join("aa")).unwrap().count(), 1, "nothing is left beside the file");
        fs::remove_dir_all(folder).unwrap();
        (key, bytes)
    }

    #[test]
    fn every_length_comes_back() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17] {
            let content: Vec<u8> = (0..length).map(|i| (i % 251) as u8).collect();
            let (key, bytes) = sealed(&content);
            assert_eq!(open_sealed(&key, &bytes).unwrap(), content, "{length}");
        }
    }

    #[test]
    fn a_cut_swapped_or_changed_file_does_not_open() {
        let (key, bytes) = sealed(&vec![9; 3 * CHUNK]);
        let chunk = CHUNK + TAG;
        let cut = bytes[..FRONT + 2 * chunk].to_vec();
        let mut swapped = bytes.clone();
        swapped[FRONT..FRONT + 2 * chunk].rotate_left(chunk);
        let mut changed = bytes.clone();
        changed[FRONT + 5] ^= 1;
        for broken in [cut, swapped, changed, bytes[..FRONT].to_vec(), Vec::new()] {
            assert!(matches!(open_sealed(&key, &broken), Err(StoreError::Crypt(CryptError::Tampered))));
        }
    }
}
