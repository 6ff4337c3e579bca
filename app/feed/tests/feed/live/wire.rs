//! Answers of a node: what is read of them, and what is refused.

use crate::common::*;
use feed::live::{
    wire::{self, Holding, Message, Shown, WireError},
    Commitment, Endpoint, Scheme,
};

const SYSTEM: &str = "11111111111111111111111111111111";

fn accounts(body: &str) -> Result<Vec<AccountUpdate>, WireError> {
    wire::accounts_answer(body.as_bytes(), 1, &[account()])
}

/// As a node of today answers, by hand; the data are the bytes 1, 2, 3.
fn answer(from: &str, to: &str) -> Result<Vec<AccountUpdate>, WireError> {
    let answer = format!(
        r#"{{"jsonrpc":"2.0","result":{{"context":{{"apiVersion":"3.1.0","slot":5}},"value":[{{"data":["AQID","base64"],"executable":false,"lamports":1,"owner":"{SYSTEM}","rentEpoch":18446744073709551615,"space":3}}]}},"id":1}}"#
    );
    assert!(answer.contains(from), "{from}");
    accounts(&answer.replace(from, to))
}

#[test]
fn the_documented_answers_are_read() {
    let update = AccountUpdate { slot: 5, address: account(), owner: Pubkey::default(), data: vec![1, 2, 3] };
    assert_eq!(answer("", ""), Ok(vec![update]));
    let nothing = accounts(r#"{"jsonrpc":"2.0","result":{"context":{"slot":5},"value":[null]},"id":1}"#);
    assert_eq!(nothing, Ok(vec![AccountUpdate::missing(5, account())]));
    let confirmed = wire::message(br#"{"jsonrpc":"2.0","result":23784,"id":1}"#);
    assert_eq!(confirmed, Ok(Message::Confirmed { id: 1, subscription: 23_784 }));
    let changed = format!(
        r#"{{"jsonrpc":"2.0","method":"accountNotification","params":{{"result":{{"context":{{"slot":6}},"value":{{"data":["AQID","base64"],"executable":false,"lamports":1,"owner":"{SYSTEM}","rentEpoch":0,"space":3}}}},"subscription":23784}}}}"#
    );
    let account = Shown { slot: 6, owner: Pubkey::default(), data: vec![1, 2, 3] };
    assert_eq!(wire::message(changed.as_bytes()), Ok(Message::Changed { subscription: 23_784, account }));
}

#[test]
fn wrong_answers_are_refused_with_a_reason() {
    let cases = [
        (accounts(""), "it does not answer as a node does"),
        (accounts("[]"), "it does not answer as a node does"),
        (accounts("<html>\n</html>"), "it does not answer as a node does"),
        (accounts(r#"{"jsonrpc":"2.0","id":1}"#), "neither result nor error"),
        (accounts(r#"{"error":{"code":-32602,"message":"bad\u001b[31m"},"id":null}"#), "it refuses: -32602, bad?[31m"),
        (answer("\"id\":1", "\"id\":2"), "it answers another question"),
        (answer("\"slot\":5", "\"slot\":-5"), "it does not answer as a node does"),
        (answer("[{", "[null,{"), "it shows 2 accounts of 1"),
        (answer(SYSTEM, "0"), "whose owner cannot be read"),
        (answer("AQID", "AQI"), "whose data cannot be read"),
        (answer("\"base64\"", "\"base58\""), "whose data cannot be read"),
    ];
    for (answer, expected) in cases {
        let error = answer.unwrap_err().to_string();
        assert!(error.contains(expected) && error.lines().count() == 1, "{error} has no {expected}");
    }
}

/// All accounts of a program, by hand as a node of today answers.
#[test]
fn accounts_of_a_program_are_read_with_their_addresses() {
    let answer = format!(
        r#"{{"jsonrpc":"2.0","result":{{"context":{{"apiVersion":"3.1.0","slot":5}},"value":[{{"account":{{"data":["AQID","base64"],"executable":false,"lamports":1,"owner":"{SYSTEM}","rentEpoch":18446744073709551615,"space":3}},"pubkey":"{}"}}]}},"id":1}}"#,
        account()
    );
    let read = |text: &str| wire::program_accounts_answer(text.as_bytes(), 1);
    let update = AccountUpdate { slot: 5, address: account(), owner: Pubkey::default(), data: vec![1, 2, 3] };
    assert_eq!(read(&answer), Ok((5, vec![update])));
    assert_eq!(wire::program_accounts_answer(answer.as_bytes(), 2), Err(WireError::OtherQuestion));
    let wrong = answer.replace(&account().to_string(), "0");
    assert_eq!(read(&wrong), Err(WireError::Account { field: "pubkey" }));
    // Without context there is no slot.
    assert!(matches!(read(r#"{"jsonrpc":"2.0","result":[],"id":1}"#), Err(WireError::Json { .. })));
}

/// Of a program's accounts those with a discriminator and a house, as the documentation of nodes writes it.
#[test]
fn a_question_says_which_accounts_and_from_which_slot_on() {
    let holding = [(0, vec![1, 2, 3]), (16, vec![4; 32])].map(|(offset, bytes)| Holding { offset, bytes });
    let question = wire::program_accounts_request(7, &account(), &holding, Commitment::Finalized, Some(9));
    let options = r#"{"commitment":"finalized","encoding":"base64","filters":[{"memcmp":{"bytes":"AQID","encoding":"base64","offset":0}},{"memcmp":{"bytes":"BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ=","encoding":"base64","offset":16}}],"minContextSlot":9,"withContext":true}"#;
    let expected =
        format!(r#"{{"id":7,"jsonrpc":"2.0","method":"getProgramAccounts","params":["{}",{options}]}}"#, account());
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(json(&question), json(&expected));
    let at_any = wire::accounts_request(7, &[account()], Commitment::Confirmed, None);
    assert!(!at_any.contains("minContextSlot"), "{at_any}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_answers_never_panic(text in ".{0,80}", bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        for answer in [text.as_bytes(), &bytes] {
            wire::message(answer).ok();
            wire::accounts_answer(answer, 1, &[account()]).ok();
            wire::program_accounts_answer(answer, 1).ok();
        }
    }
}

#[test]
fn urls_are_shown_without_their_path() {
    let shown = |text, scheme| Endpoint::parse(text, scheme).map(|endpoint| endpoint.to_string()).ok();
    assert_eq!(shown("http://[::1]:8899/?api-key=secret", Scheme::Http).as_deref(), Some("http://[::1]:8899"));
    assert_eq!(shown("ws://node:8900", Scheme::Websocket).as_deref(), Some("ws://node:8900"));
    assert_eq!(shown("wss://node/?api-key=secret", Scheme::Websocket).as_deref(), Some("wss://node"));
    let refused =
        ["ftp://node", "ws://node", "wss://node", "node:8899", "http://", "http://user:word@node", "http://node:x", ""];
    for text in refused {
        assert_eq!(shown(text, Scheme::Http), None, "{text}");
    }
    let error = Endpoint::parse("http://node", Scheme::Websocket).unwrap_err().to_string();
    assert_eq!(error, "the url must be ws://HOST:PORT/PATH, or wss://HOST:PORT/PATH under TLS");
    let ports = ["http://node", "https://node", "https://node:8899"]
        .map(|url| Endpoint::parse(url, Scheme::Http).unwrap().port());
    assert_eq!(ports, [80, 443, 8899]);
}
