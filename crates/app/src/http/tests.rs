//! In: the API's types. Out: whether the committed OpenAPI document is what the server publishes, and whether its records are what
//! is sent. Opens the committed document.

use store::ClaimRow;

use super::wire::record;

/// After a change of the API: UPDATE_OPENAPI=1 cargo test -p app openapi && npm --prefix web run types
#[test]
fn the_committed_openapi_document_is_what_is_served() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/openapi.json");
    let served = super::openapi();
    if std::env::var("UPDATE_OPENAPI").is_ok() {
        std::fs::write(path, &served).expect("the document is written");
    }
    let committed = std::fs::read_to_string(path).expect("the document is there");
    assert!(
        committed == served,
        "web/openapi.json is not what the server publishes; run: UPDATE_OPENAPI=1 cargo test -p app openapi && npm --prefix web run types"
    );
}

#[test]
fn records_are_described_as_they_are_sent() {
    let place = r#"{"text":"Hawija","start":30,"end":36,"name":"Hawija","geonames_id":1,"lat":35.3,"lon":43.7,"country":"IRQ",
        "admin1":"Kirkuk","feature":"PPL","precision":"exact","where_prec":1,"radius_km":2.5,"pcode":null,"inferred":false,
        "alternatives":[{"name":"Hawija","geonames_id":2,"lat":1.0,"lon":2.0,"country":"SYR","admin1":null,"feature":"PPL",
        "precision":"exact","where_prec":1,"radius_km":2.0,"pcode":"X1"}],"reason":null}"#;
    let party = r#"{"text":"troops","start":0,"end":6,"name":"Iraqi Army","code":"IRQ","sector":"MIL","same_as":{"text":"army","start":0,"end":4}}"#;
    let claim = format!(
        r#"{{"claim_id":"c","doc_id":"d","report":{{"title":"T","url":null,"source":"Wire","language":"en","published":"2019-10-21",
        "published_basis":"given"}},"sentence":{{"text":"s","start":0,"end":1,"index":0}},"trigger":{{"text":"s","start":0,"end":1}},
        "type":"COERCE","mode":"arrest","quad":"material conflict","cameo":"173","contexts":["military"],"actors":[{party}],"recipients":[],
        "place":{place},"more_places":[],"time":{{"text":"Monday","start":"2019-10-21","end":"2019-10-21","edtf":"2019-10-21",
        "precision":"day","basis":"text","span":{{"text":"Monday","start":1,"end":7}}}},"counts":[{{"role":"seized","of":null,"text":"34",
        "start":1,"end":3,"low":34,"best":34,"high":34,"scope":"single"}}],"status":"occurred","said_by":{{"text":"he","start":0,"end":2,
        "name":null,"party":true}},"operation":{{"text":"o","start":0,"end":1,"name":"O","phase":"one","phase_status":"completed",
        "phase_span":null}},"control":{{"actor":{party},"place":{place},"state":"holds","evidence":{{"text":"e","start":0,"end":1}}}},
        "sensitivity":"open","confidence":0.5,"coder":{{"version":"0","codebook":"","model":"","rule":"r"}}}}"#
    );
    let row: ClaimRow = serde_json::from_str(&claim).expect("a row");
    let sent = serde_json::to_value(&row).expect("it is sent");
    // Unknown fields are refused, and every field of the row comes back.
    let described: record::Claim = serde_json::from_value(sent.clone()).expect("the schema has every field");
    assert_eq!(serde_json::to_value(described).expect("it is written"), sent);
}
