//! What a study says, as plain data.

/// A whole page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Study {
    pub title: String,
    /// A sentence or two under the title.
    pub summary: String,
    /// What it was held against, where it was.
    pub verdict: Option<Verdict>,
    pub sections: Vec<Section>,
    /// How it was done.
    pub notes: Vec<Note>,
}

/// Whether a bar was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub passed: bool,
    pub text: String,
}

/// A heading, what to know, and what there is to see.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Section {
    pub heading: String,
    pub lead: String,
    pub blocks: Vec<Block>,
}

/// Part of a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    Table(Table),
    /// Over time.
    Chart(Chart),
    /// Over counts, which stand where times do; counts and values by ratio, whatever the spread.
    ByCount(Chart),
}

/// Rows under headings; the first column names the row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What it is a table of, for those who cannot see it.
    pub label: String,
    pub columns: Vec<Heading>,
    pub rows: Vec<Row>,
}

/// Of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub title: String,
    pub unit: String,
}

impl Heading {
    pub fn new(title: &str, unit: &str) -> Self {
        Self { title: title.to_owned(), unit: unit.to_owned() }
    }
}

/// As many cells as there are columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    pub cells: Vec<String>,
    /// Stands out.
    pub is_marked: bool,
}

/// Lines over time, on one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Unique on the page.
    pub id: String,
    pub title: String,
    pub unit: String,
    pub spread: Spread,
    pub lines: Vec<Line>,
    /// Single moments that matter.
    pub marks: Vec<Mark>,
    /// What a mark is, for the legend.
    pub mark_name: String,
    /// Digits after the point of the values at the lines' ends.
    pub decimals: usize,
}

/// How values are spread out upwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// From the least to the greatest value.
    Tight,
    /// The same, and zero.
    FromZero,
}

/// A value over time, oldest first; or over a count, least first.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub name: String,
    pub style: Style,
    /// Unix seconds (or a count) and value.
    pub points: Vec<(i64, f64)>,
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// What happened: thin and grey.
    Observed,
    /// What the page is about.
    Main,
    /// One of several, each with a colour of its own; there are six.
    Other(usize),
}

/// A moment and a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub ts: i64,
    pub value: f64,
    /// Shown when it is pointed at.
    pub text: String,
}

/// A word and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub word: String,
    pub text: String,
}

impl Note {
    pub fn new(word: &str, text: &str) -> Self {
        Self { word: word.to_owned(), text: text.to_owned() }
    }
}
