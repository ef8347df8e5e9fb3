//! CheckMacValue, the check value of every form (services.md §7.2).
//!
//! Fields without the value itself, sorted by name without regard to case, joined, wrapped in
//! key and IV, encoded as .NET's `HttpUtility.UrlEncode` does, lower-cased, digested, in capital
//! hex. SHA-256; the daily list alone still wants MD5. Compared in constant time.

use super::fields::Fields;
use crate::secret::Secret;
use md5::Md5;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use subtle::ConstantTimeEq;

/// Name of the field.
pub(super) const NAME: &str = "CheckMacValue";

/// The two secrets shared with the service.
#[derive(Clone, Copy)]
pub(super) struct Keys<'a> {
    pub key: &'a Secret,
    pub iv: &'a Secret,
}

impl Keys<'_> {
    /// The check value of `fields`.
    pub(super) fn value(self, fields: &Fields) -> String {
        hex::encode_upper(Sha256::digest(self.message(fields)))
    }

    /// The check value of a request for the daily list.
    pub(super) fn daily_value(self, fields: &Fields) -> String {
        hex::encode_upper(Md5::digest(self.message(fields)))
    }

    /// `fields` with their check value.
    pub(super) fn signed(self, mut fields: Fields) -> Fields {
        let value = self.value(&fields);
        fields.push(NAME, value);
        fields
    }

    /// Whether `fields` hold the right check value, once.
    pub(super) fn hold(self, fields: &Fields) -> bool {
        same(fields.get(NAME), &self.value(fields))
    }

    /// As [`Keys::hold`] for a request for the daily list.
    pub(super) fn hold_daily(self, fields: &Fields) -> bool {
        same(fields.get(NAME), &self.daily_value(fields))
    }

    fn message(self, fields: &Fields) -> String {
        let mut sorted: Vec<_> = fields.0.iter().filter(|(name, _)| name != NAME).collect();
        sorted.sort_by_key(|(name, _)| name.to_ascii_lowercase());
        let mut text = format!("HashKey={}", self.key.reveal());
        for (name, value) in sorted {
            text.push_str(&format!("&{name}={value}"));
        }
        text.push_str(&format!("&HashIV={}", self.iv.reveal()));
        encoded(&text)
    }
}

fn same(sent: Option<&str>, right: &str) -> bool {
    let sent = sent.unwrap_or_default().to_ascii_uppercase();
    sent.as_bytes().ct_eq(right.as_bytes()).into()
}

/// Lower-cased, with blank as `+` and everything but letters, digits and `-_.!*()` in hex.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'-' | b'_' | b'.' | b'!' | b'*' | b'(' | b')' => out.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte.to_ascii_lowercase())),
            // Writing to a String cannot fail.
            byte => _ = write!(out, "%{byte:02x}"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The service's public test keys and published or recomputed values (services.md §7.2).
    fn check(fields: &[(&str, &str)], expected: &str) {
        let (key, iv) = (Secret::new("pwFHCqoQZGmho4w6"), Secret::new("EkRm7iFT261dpevs"));
        let keys = Keys { key: &key, iv: &iv };
        let mut fields = Fields::from_pairs(fields);
        fields.push("MerchantID", "3002607");
        assert_eq!(keys.value(&fields), expected);
        let signed = keys.signed(fields);
        assert!(keys.hold(&signed));
        let mut lower = signed.clone();
        let last = lower.0.len() - 1;
        lower.0[last].1.make_ascii_lowercase();
        assert!(keys.hold(&lower), "the case of hex does not matter");
        for at in 0..last {
            let mut bent = signed.clone();
            bent.0[at].1.push('x');
            assert!(!keys.hold(&bent));
        }
        let mut twice = signed.clone();
        twice.0.push(signed.0[last].clone());
        assert!(!keys.hold(&twice), "two check values are none");
        let mut none = signed;
        none.0.pop();
        assert!(!keys.hold(&none));
    }

    #[test]
    fn the_check_values_are_those_of_the_service() {
        check(
            &[
                ("MerchantTradeNo", "ecpay20230312153023"),
                ("MerchantTradeDate", "2023/03/12 15:30:23"),
                ("PaymentType", "aio"),
                ("TotalAmount", "30000"),
                ("TradeDesc", "促銷方案"),
                ("ItemName", "Apple iphone 15"),
                ("ReturnURL", "https://www.ecpay.com.tw/receive.php"),
                ("ChoosePayment", "ALL"),
                ("EncryptType", "1"),
            ],
            "6C51C9E6888DE861FD62FB1DD17029FC742634498FD813DC43D4243B5685B840",
        );
        let item = |name, amount| [("ItemName", name), ("TotalAmount", amount)];
        check(&item("Tom's Shop", "100"), "CF0A3D4901D99459D8641516EC57210700E8A5C9AB26B1D021301E9CB93EF78D");
        check(&item("Test~Product", "200"), "CEEAE01D2F9A8E74D4AC0DCE7735B046D73F35A5EC99558A31A2EE03159DA1C9");
        check(&item("My Test Product", "300"), "7712A5E6EDC3B57086063C88568084C66CE882A21D40E74DE5ACA3B478C6F316");
    }
}
