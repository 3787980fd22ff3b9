//! In: nothing; this is what every tabular format is written from. Out: [`Table`]: named columns with a kind and a meaning,
//! and rows of cells. Knows no format and no claim.

use jiff::civil::Date;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words or a code.
    Text,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// True or false.
    Bool,
    /// A day of the Gregorian calendar.
    Day,
    /// Texts in an order that means something.
    List,
}

/// One value; `Null` is "not known" or "does not apply".
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented at `Kind`")]
pub enum Cell {
    Null,
    Text(String),
    Int(i64),
    Float(f64),
    Bool(bool),
    Day(Date),
    List(Vec<String>),
}

impl Cell {
    /// The words of a text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(t) => Some(t),
            _ => None,
        }
    }
}

impl Cell {
    /// The same; an empty text is not known.
    #[must_use]
    pub fn nonempty(self) -> Self {
        match self {
            Self::Text(t) if t.is_empty() => Self::Null,
            cell => cell,
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        if value.is_finite() {
            Self::Float(value)
        } else {
            Self::Null
        }
    }
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<usize> for Cell {
    fn from(value: usize) -> Self {
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<u64> for Cell {
    fn from(value: u64) -> Self {
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<u8> for Cell {
    fn from(value: u8) -> Self {
        Self::Int(value.into())
    }
}

impl From<Date> for Cell {
    fn from(value: Date) -> Self {
        Self::Day(value)
    }
}

impl From<Vec<String>> for Cell {
    fn from(items: Vec<String>) -> Self {
        Self::List(items)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The cell of a text that may be missing.
pub fn text(value: Option<&(impl AsRef<str> + ?Sized)>) -> Cell {
    value.map(AsRef::as_ref).into()
}

/// The cell of an ISO day; `Null` for what is none.
pub fn day(value: Option<&String>) -> Cell {
    value.and_then(|d| d.parse::<Date>().ok()).into()
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// What it means, in a sentence; the data dictionary.
    pub says: String,
    /// Its HXL hashtag, where there is one.
    pub hxl: Option<&'static str>,
}

/// A reference: the rows' `column` names a row of `table` by its `key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Of this table.
    pub column: &'static str,
    /// The other table.
    pub table: &'static str,
    /// Its column.
    pub key: &'static str,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name, in the plural.
    pub name: &'static str,
    /// What a row is, in a sentence.
    pub says: &'static str,
    /// The columns that name a row, alone or together.
    pub key: Vec<&'static str>,
    /// References to other tables.
    pub links: Vec<Link>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// As many cells in each as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Where a column stands.
    pub fn at(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }

    /// The place of a row as degrees east and north, where the table has the columns `lon` and `lat`. `None` where no point
    /// may be drawn: nothing is known, or only the country or less.
    pub fn point(&self, row: &[Cell]) -> Option<(f64, f64)> {
        let cell = |name: &str| row.get(self.at(name)?);
        let precision = cell("place_precision").and_then(Cell::text);
        if matches!(precision, Some("country" | "none")) {
            return None;
        }
        match (cell("lon"), cell("lat")) {
            (Some(Cell::Float(lon)), Some(Cell::Float(lat))) => Some((*lon, *lat)),
            _ => None,
        }
    }

    /// True when its rows can be drawn on a map.
    pub fn has_points(&self) -> bool {
        self.at("lon").is_some() && self.at("lat").is_some()
    }
}

/// A column with the way to its cell.
pub struct Spec<R> {
    column: Column,
    cell: fn(&R) -> Cell,
}

/// Declares a column.
pub fn col<R>(name: &str, kind: Kind, says: &str, cell: fn(&R) -> Cell) -> Spec<R> {
    Spec {
        column: Column {
            name: name.to_owned(),
            kind,
            says: says.to_owned(),
            hxl: None,
        },
        cell,
    }
}

/// The column with an HXL hashtag.
pub fn hxl<R>(tag: &'static str, mut spec: Spec<R>) -> Spec<R> {
    spec.column.hxl = Some(tag);
    spec
}

/// A table of `rows`.
pub fn table<R>(
    name: &'static str,
    says: &'static str,
    key: &[&'static str],
    links: &[Link],
    specs: &[Spec<R>],
    rows: impl IntoIterator<Item = R>,
) -> Table {
    Table {
        name,
        says,
        key: key.to_vec(),
        links: links.to_vec(),
        columns: specs.iter().map(|s| s.column.clone()).collect(),
        rows: rows
            .into_iter()
            .map(|r| specs.iter().map(|s| (s.cell)(&r)).collect())
            .collect(),
    }
}
