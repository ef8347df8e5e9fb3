//! A walk over bytes that never runs past their end and never believes a length it has not checked.

use crate::problem::Why;

/// A place in some bytes.
#[derive(Clone, Copy, Debug)]
pub struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    /// From the first byte.
    pub fn new(bytes: &'a [u8]) -> Walk<'a> {
        Walk { bytes, at: 0 }
    }

    /// How many bytes lie behind.
    pub fn at(&self) -> u64 {
        self.at as u64
    }

    /// How many bytes lie ahead.
    pub fn left(&self) -> u64 {
        (self.bytes.len() - self.at) as u64
    }

    /// The next so many bytes.
    pub fn take(&mut self, needs: u64) -> Result<&'a [u8], Why> {
        let cut_off = Why::CutOff { at: self.at as u64, needs, holds: self.left() };
        if needs > self.left() {
            return Err(cut_off);
        }
        let end = self.at + needs as usize;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    /// The next `N` bytes.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Why> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N as u64)?);
        Ok(array)
    }

    /// One byte.
    pub fn u8(&mut self) -> Result<u8, Why> {
        Ok(self.array::<1>()?[0])
    }

    /// Little endian.
    pub fn u16(&mut self) -> Result<u16, Why> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    /// Little endian.
    pub fn u32(&mut self) -> Result<u32, Why> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    /// Little endian.
    pub fn u64(&mut self) -> Result<u64, Why> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// Big endian.
    pub fn u32_big(&mut self) -> Result<u32, Why> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    /// Little endian.
    pub fn f64(&mut self) -> Result<f64, Why> {
        Ok(f64::from_le_bytes(self.array()?))
    }
}
