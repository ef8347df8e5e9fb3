//! The service's list of a day (`TradeNoAio`), for [`ledger::reconciliation`].
//!
//! CSV in UTF-8 whose cells are written for spreadsheet programs as `="…"`; columns are found by
//! their headings. The list may be asked for once a minute, from addresses the service knows.

use super::fields::Fields;
use super::{AnswerError, Payment, check_mac, nonsense};
use crate::error::{GatewayError, System};
use jiff::civil::Date;
use ledger::reconciliation::Known;
use lexicon::money::Twd;

/// Headings and marks of the list, as the service writes them.
const TRADE_NO: &str = "廠商訂單編號";
const STATUS: &str = "付款狀態";
const AMOUNT: &str = "交易金額";
const REFUNDED: &str = "退款金額";
const PAID: &str = "已付款";
const ONCE_A_MINUTE: &str = "一分鐘";

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The payment, as reconciliation takes it.
    pub known: Known,
    /// How much of it went back; absent when the list does not say.
    pub refunded: Option<Twd>,
}

/// The list was asked for less than a minute ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the daily list may be asked for once a minute")]
pub struct TooOften;

impl Payment {
    /// Everything paid on `day` (Taipei).
    pub async fn ask_day(&self, day: Date) -> Result<Vec<Line>, GatewayError> {
        let day = day.to_string();
        let mut fields = Fields::from_pairs(&[
            ("MerchantID", &self.config.merchant_id),
            ("DateType", "2"),
            ("BeginDate", &day),
            ("EndDate", &day),
            ("MediaFormated", "1"),
            ("CharSet", "2"),
        ]);
        let value = self.keys().daily_value(&fields);
        fields.push(check_mac::NAME, value);
        let answer = self.post(&self.config.vendor.with_path("/PaymentMedia/TradeNoAio"), &fields.0).await?;
        let text = String::from_utf8(answer).map_err(|_| nonsense(AnswerError::DailyList))?;
        if !text.contains(TRADE_NO) && text.contains(ONCE_A_MINUTE) {
            return Err(GatewayError::unavailable(System::Payment, TooOften));
        }
        read(&text).map_err(nonsense)
    }
}

/// Reads a list; a line that does not fit its heading makes the whole list unreadable.
pub fn read(text: &str) -> Result<Vec<Line>, AnswerError> {
    let mut rows = text.trim_start_matches('\u{feff}').lines().filter(|line| !line.trim().is_empty()).map(cells);
    let heading = rows.next().ok_or(AnswerError::DailyList)?;
    let column = |name: &str| heading.iter().position(|cell| cell == name);
    let needed = (column(TRADE_NO), column(STATUS), column(AMOUNT));
    let (Some(trade_no), Some(status), Some(amount)) = needed else { return Err(AnswerError::DailyList) };
    let refunded = column(REFUNDED);
    let line = |row: Vec<String>| {
        if row.len() != heading.len() || row[trade_no].is_empty() {
            return Err(AnswerError::DailyList);
        }
        Ok(Line {
            known: Known {
                trade_no: row[trade_no].clone(),
                amount_twd: dollars(&row[amount])?,
                paid: row[status].contains(PAID),
            },
            refunded: refunded.map(|at| dollars(&row[at])).transpose()?,
        })
    };
    rows.map(line).collect()
}

fn dollars(cell: &str) -> Result<Twd, AnswerError> {
    let whole = cell.strip_suffix(".00").unwrap_or(cell).replace(',', "");
    if whole.is_empty() {
        return Ok(Twd::ZERO);
    }
    whole.parse().map(Twd::new).map_err(|_| AnswerError::Field(AMOUNT))
}

/// Cells of one line: plain, `"quoted"`, `="quoted"` or `=number`.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut characters = line.trim_end_matches('\r').chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                cell.push('"');
                characters.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            '=' if !quoted && cell.is_empty() => {}
            other => cell.push(other),
        }
    }
    cells.push(cell);
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_however_they_are_quoted() {
        assert_eq!(cells("=\"a,b\",=12,\"x\"\"y\",,z\r"), ["a,b", "12", "x\"y", "", "z"]);
    }

    #[test]
    fn a_list_becomes_known_payments() {
        let list = "\u{feff}訂單日期,廠商訂單編號,付款狀態,交易金額,退款金額\r\n\
            =\"2026/11/23 09:00:00\",=\"T1\",=\"2026-11-23 09:01:00 已付款\",=\"60\",=\"0\"\r\n\
            =\"2026/11/23 09:00:00\",=\"T2\",=\"未付款\",=1200,=\r\n\r\n";
        let known =
            |trade_no: &str, amount, paid| Known { trade_no: trade_no.into(), amount_twd: Twd::new(amount), paid };
        let lines = read(list).unwrap();
        assert_eq!(lines[0], Line { known: known("T1", 60, true), refunded: Some(Twd::ZERO) });
        assert_eq!(lines[1].known, known("T2", 1_200, false));
        for broken in [
            "",
            "<html>",
            "廠商訂單編號,交易金額\nT1,60\n",
            "廠商訂單編號,付款狀態,交易金額\nT1,已付款\n",
            "廠商訂單編號,付款狀態,交易金額\nT1,已付款,x\n",
        ] {
            assert!(read(broken).is_err(), "{broken}");
        }
    }
}
