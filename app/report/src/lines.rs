//! Columns as aligned lines of text.

/// Between two columns.
const GAP: &str = "  ";

/// A column of texts, set to the right.
pub(crate) struct TextColumn {
    /// Its heading, line by line.
    pub head: Vec<String>,
    pub cells: Vec<String>,
    /// Below a rule under the cells.
    pub foot: Option<String>,
}

/// Heading, rule, cells, and a rule and the foot where there is one. All columns have as many lines of each. Ends with a line break.
pub(crate) fn lines(columns: &[TextColumn]) -> String {
    let widths: Vec<usize> = columns.iter().map(width).collect();
    let line = |cell: &dyn Fn(&TextColumn) -> &str| {
        let padded: Vec<String> =
            columns.iter().zip(&widths).map(|(column, &width)| format!("{:>width$}", cell(column))).collect();
        padded.join(GAP).trim_end().to_owned() + "\n"
    };
    let rule = "-".repeat(widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1)) + "\n";
    let [heads, cells] =
        [columns.first().map_or(0, |column| column.head.len()), columns.first().map_or(0, |column| column.cells.len())];
    let mut text: String = (0..heads).map(|index| line(&|column| &column.head[index])).collect();
    text += &rule;
    text.extend((0..cells).map(|index| line(&|column| &column.cells[index])));
    if columns.iter().any(|column| column.foot.is_some()) {
        text += &rule;
        text += &line(&|column| column.foot.as_deref().unwrap_or_default());
    }
    text
}

fn width(column: &TextColumn) -> usize {
    let texts = column.head.iter().chain(&column.cells).chain(&column.foot);
    texts.map(|text| text.chars().count()).max().unwrap_or(0)
}
