//! What a reader of a study's page and tables gets to see.

use report::study::{
    render_html, render_table, write_html, Block, Chart, Heading, Line, Mark, Note, Row, Section, Spread, Study, Style,
    Table, Verdict,
};

const NASTY: &str = "<script>alert(\"x\")</script> & 'y'";

fn chart() -> Chart {
    let line = |name: &str, style, height: f64| Line {
        name: name.into(),
        style,
        points: (0..40).map(|day| (1_600_000_000 + day * 86_400, height + day as f64)).collect(),
    };
    Chart {
        id: "losses".into(),
        title: "Losses".into(),
        unit: "%".into(),
        spread: Spread::FromZero,
        lines: vec![
            line("seen", Style::Observed, -5.0),
            line("allowed", Style::Main, 3.0),
            line("other", Style::Other(7), 9.0),
        ],
        marks: vec![Mark { ts: 1_600_086_400, value: 50.0, text: "2020-09-14: 50 %".into() }],
        mark_name: "exceeded".into(),
        decimals: 1,
    }
}

fn table() -> Table {
    let row = |coin: &str, figure: &str, is_marked| Row { cells: vec![coin.into(), figure.into()], is_marked };
    Table {
        label: "Figures".into(),
        columns: vec![Heading::new("coin", ""), Heading::new("QLIKE", "1 day")],
        rows: vec![row("SOL", "0.2500", false), row("BTC", "*0.1", true)],
    }
}

fn study() -> Study {
    let section = Section {
        heading: "Results".into(),
        lead: "Read this first.".into(),
        blocks: vec![Block::Table(table()), Block::Chart(chart())],
    };
    Study {
        title: "A study".into(),
        summary: "In short.".into(),
        verdict: Some(Verdict { passed: false, text: "1 of 6 is not green".into() }),
        sections: vec![section],
        notes: vec![Note::new("Prices", "Hourly bars.")],
    }
}

#[test]
fn the_table_for_the_terminal_is_aligned() {
    assert_eq!(render_table(&table()), "coin   QLIKE\n       1 day\n------------\n SOL  0.2500\n BTC    *0.1\n");
}

/// Seven lines that all end at the least value: their names stand above each other, none below the axis.
#[test]
fn names_at_the_ends_of_lines_stay_apart_and_inside() {
    let line = |number: usize| Line {
        name: format!("line {number}"),
        style: Style::Other(number),
        points: vec![(1_600_000_000, 9.0), (1_600_086_400, 0.0)],
    };
    let chart = Chart { lines: (0..7).map(line).collect(), marks: Vec::new(), ..chart() };
    let section = Section { blocks: vec![Block::Chart(chart)], ..Section::default() };
    let html = render_html(&Study { sections: vec![section], ..Study::default() });
    let height = |element: &str, name: &str| -> f64 {
        let rest = element.split(&format!(" {name}=\"")).nth(1).unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let names: Vec<f64> = html.split("<text class=\"end ").skip(1).map(|element| height(element, "y")).collect();
    let axis = html.split("<line class=\"base\"").skip(1).map(|element| height(element, "y1"));
    assert_eq!(names.len(), 7);
    assert!(names.windows(2).all(|two| two[1] - two[0] >= 15.9), "{names:?}");
    assert!(names[6] <= axis.fold(0.0, f64::max) + 5.0, "{names:?}");
}

#[test]
fn the_page_has_everything_and_fetches_nothing() {
    let html = render_html(&study());
    for part in [
        "A study",
        "In short.",
        "✗ 1 of 6 is not green",
        "Read this first.",
        "tr class=\"marked\"",
        "*0.1",
        "Hourly bars.",
    ] {
        assert!(html.contains(part), "{part}");
    }
    let html = html.replace("http://www.w3.org/2000/svg", "");
    for trace in ["http://", "https://", "<script", "<link", "@import", "url(", "<img"] {
        assert!(!html.contains(trace), "{trace}");
    }
}

#[test]
fn a_chart_has_its_lines_marks_legend_and_words() {
    let html = render_html(&study());
    for part in [
        "id=\"losses-title\"",
        "class=\"price\"",
        "class=\"vault dense\"",
        "class=\"series b\"",
        "2020-09-14: 50 %",
        "allowed 42.0",
        "other 48.0",
        "class=\"zero\"",
        "Losses, in %; at the end: seen 34.0, allowed 42.0, other 48.0.",
    ] {
        assert!(html.contains(part), "{part}");
    }
    assert!(!html.contains("seen 34.0</text>"), "what happened has no label at its end");
    assert_eq!(html.matches("<circle class=\"exception\"").count(), 2, "the legend's and the mark");
}

/// Ten times as much for ten times as many, on axes of one step for each power of ten: a straight line.
#[test]
fn over_counts_what_grows_like_them_is_a_straight_line() {
    let points = (0..4).map(|power| (1_000 * 10_i64.pow(power), 0.02 * 10_f64.powi(power as i32))).collect();
    let line = Line { name: "all".into(), style: Style::Main, points };
    let over_counts = Chart { lines: vec![line], marks: Vec::new(), ..chart() };
    let section = Section { blocks: vec![Block::ByCount(over_counts)], ..Section::default() };
    let html = render_html(&Study { sections: vec![section], ..Study::default() });
    for part in [">1,000<", ">1,000,000<", ">0.02<", ">20<", "%, log scale"] {
        assert!(html.contains(part), "{part}");
    }
    let path = html.split("class=\"vault dense\" d=\"").nth(2).unwrap().split('"').next().unwrap();
    let places = path.split(['M', 'L', ' ']).filter(|number| !number.is_empty()).map(|number| number.parse().unwrap());
    let places: Vec<f64> = places.collect();
    assert_eq!(places.len(), 8, "{path}");
    for step in 0..2 {
        for side in 0..2 {
            let [first, second, third] = [0, 2, 4].map(|later| places[2 * step + later + side]);
            assert!((second - first - (third - second)).abs() < 0.3, "{path}");
        }
    }
}

#[test]
fn nothing_to_show_is_shown() {
    let empty = Chart { lines: Vec::new(), marks: Vec::new(), ..chart() };
    for empty in [Block::Chart(empty.clone()), Block::ByCount(empty), Block::Table(Table::default())] {
        let section = Section { blocks: vec![empty], heading: "Nothing".into(), ..Section::default() };
        let html = render_html(&Study { sections: vec![section], ..Study::default() });
        assert!(html.contains("Nothing") && !html.contains("NaN"));
    }
}

#[test]
fn text_is_escaped() {
    let mut nasty = study();
    nasty.title = NASTY.into();
    nasty.sections[0].heading = NASTY.into();
    let html = render_html(&nasty);
    assert!(!html.contains("<script>") && html.contains("&lt;script&gt;"));
}

#[test]
fn the_page_goes_to_its_file_or_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("new").join("page.html");
    write_html(&study(), &path).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), render_html(&study()));
    let error = write_html(&study(), dir.path()).unwrap_err().to_string();
    assert!(error.contains("is a directory where a report file should go"), "{error}");
    let error = write_html(&study(), std::path::Path::new("..")).unwrap_err().to_string();
    assert!(error.starts_with("..: is a directory"), "{error}");
}
