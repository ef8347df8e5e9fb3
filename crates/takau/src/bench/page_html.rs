//! The certificate's page as HTML, from the facts the template reads: the same words, table, map and code,
//! for the comparison with another typesetter.

use serde_json::Value;

const STYLE: &str =
    "@page { size: A4; margin: 17mm 20mm 20mm; @bottom-center { content: counter(page) '/' counter(pages); } }
body { font-family: 'TW-Kai', 'Noto Serif CJK TC', serif; font-size: 12pt; line-height: 1.4; color: #16242c; }
h1 { font-size: 20.5pt; font-weight: normal; text-align: center; border-bottom: 1.4pt solid #1c5b6b; }
h2 { font-size: 12pt; font-weight: normal; color: #1c5b6b; }
.agency { font-size: 17pt; text-align: center; letter-spacing: .22em; }
table { width: 100%; border-collapse: collapse; font-size: 11pt; }
.zones td, .zones th { border-top: .4pt solid #a9bcc3; padding: 5pt; text-align: left; vertical-align: top; }
.zones th { background: #eef4f5; font-weight: normal; }
.map { width: 100mm; }
.code { width: 24mm; float: left; margin-right: 5mm; }
.seal { width: 26mm; height: 26mm; float: right; border: 2.4pt solid #b3261e; color: #b3261e; font-size: 20pt; }
small { font-size: 10pt; color: #4a5a63; }";

/// The page as HTML, with its images inside.
pub fn page(facts: &Value, qr: &str, map: Option<&str>) -> String {
    let text = |name: &str| escaped(&facts[name]);
    let fields = [
        ("發文字號", "paper_number"),
        ("發文日期", "issued_on"),
        ("申請人", "applicant"),
        ("案件編號", "case_number"),
        ("承辦單位", "unit"),
        ("申請用途", "purpose"),
        ("有效期限", "valid_until"),
    ];
    let head: String = fields.iter().map(|(label, name)| format!("<tr><td>{label}<td>{}</tr>", text(name))).collect();
    let parcels = facts["parcels"].as_array().map_or(&[][..], Vec::as_slice);
    let rows: String = parcels.iter().enumerate().map(|(index, parcel)| rows(index + 1, parcel)).collect();
    let sketch = map.map_or_else(String::new, |svg| {
        format!("<h2>位置示意圖</h2><div class=map>{svg}</div><small>{}</small>", escaped(&facts["sketch"]["caption"]))
    });
    let remarks: String = list(&facts["remarks"]).map(|remark| format!("<li>{}</li>", escaped(remark))).collect();
    let (agency, verification, basis) = (text("agency"), &facts["verification"], &facts["basis"]);
    format!(
        "<!DOCTYPE html><html lang=zh-Hant-TW><meta charset=utf-8><title>{TITLE}</title><style>{STYLE}</style>\
         <p class=agency>{agency}</p><h1>{TITLE}</h1><table>{head}</table>\
         <p>查下列土地計 {} 筆，其都市計畫土地使用分區（或公共設施用地）如下表，特此證明。</p>\
         <table class=zones><tr><th>編號<th>土地標示（登記面積）<th>使用分區或公共設施用地\
         <th>都市計畫案名、發布日期及文號</tr>\
         {rows}</table>{sketch}<h2>備註</h2><ol><li>本證明書自發文日起至{}止有效，逾期自動失效。</li>\
         <li>有效期限內，都市計畫內容、土地位置、範圍或地號依法變更者，以變更後之內容為準，本證明書即失其效力。</li>\
         <li>本證明書依{}有效之都市計畫及所載地號核發；申請人對內容有疑義者，得申請更正。</li>{remarks}</ol>\
         <div class=code>{qr}</div><div class=seal>{agency}示範印</div><h2>查驗本證明書</h2>\
         <small>掃描條碼，或至下列網址輸入驗證碼，即可核對本證明書之真偽、效力及電子印信。</small>\
         <p>{}</p><p>驗證碼 {}</p>\
         <p><small>規費 {}　份數 {} 份　圖資版本 {}　容許誤差版本 {}</small></p></html>",
        parcels.len(),
        text("valid_until"),
        escaped(&basis["in_force_on"]),
        escaped(&verification["url"]),
        escaped(&verification["code"]),
        text("fee"),
        text("copies"),
        escaped(&basis["data_version"]),
        escaped(&basis["tolerance_version"]),
    )
}

const TITLE: &str = "都市計畫土地使用分區（或公共設施用地）證明書";

fn rows(number: usize, parcel: &Value) -> String {
    let text = |name: &str| escaped(&parcel[name]);
    let place = format!(
        "{}{}{}<br>{} 地號<br><small>面積 {} 平方公尺</small>",
        text("district"),
        text("section"),
        text("subsection"),
        text("land_number"),
        text("registered_area_m2")
    );
    let row = |zone: &Value| {
        let text = |name: &str| escaped(&zone[name]);
        format!(
            "<tr><td>{number}<td>{place}<td>{} <small>{}</small><td>{}<br>\
             <small>{}發布實施</small><br><small>{}</small></tr>",
            text("name"),
            text("class_code"),
            text("plan_name"),
            text("announced_on"),
            text("announcement_number")
        )
    };
    list(&parcel["zones"]).map(row).collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn escaped(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_fact_stands_on_the_page_as_text() {
        let zones = json!([{"name": "第四種住宅區", "plan_name": "甲"}]);
        let facts = json!({"applicant": "<b>&", "parcels": [{"land_number": "12", "zones": zones}], "remarks": ["乙"]});
        let html = page(&facts, "<svg id=qr />", Some("<svg id=map />"));
        for part in ["&lt;b&gt;&amp;", "12 地號", "第四種住宅區", "<li>乙</li>", "<svg id=qr />", "<svg id=map />"]
        {
            assert!(html.contains(part), "{part}: {html}");
        }
    }
}
