//! In: a day as tables write it. Out: the day. Knows no table.

use jiff::civil::Date;

/// Order of day and month where only numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The day first.
    DayFirst,
    /// The month first.
    MonthFirst,
}

/// The parts of "3/5/2021", "03.05.2021 00:00", "3-5-2021": two numbers and the year; `None` for other forms.
fn numbers(cell: &str) -> Option<(i8, i8, i16)> {
    let day = cell.split([' ', 'T']).next()?;
    let parts: Vec<&str> = day.split(['/', '.', '-']).collect();
    let [a, b, year] = parts[..] else { return None };
    (year.len() == 4).then_some(())?;
    Some((a.parse().ok()?, b.parse().ok()?, year.parse().ok()?))
}

/// The order of day and month that the cells of a table show; `None` when none is written with numbers only.
///
/// # Errors
/// When no day is above 12, or both orders occur.
pub fn told_order<'a>(cells: impl Iterator<Item = &'a str>) -> Result<Option<Order>, String> {
    let (mut any, mut day_first, mut month_first) = (None, false, false);
    for cell in cells {
        if let Some((a, b, _)) = numbers(cell) {
            any = any.or(Some(cell)).filter(|_| a != b).or(any);
            day_first |= a > 12;
            month_first |= b > 12;
        }
    }
    match (any, day_first, month_first) {
        (None, ..) => Ok(None),
        (_, true, false) => Ok(Some(Order::DayFirst)),
        (_, false, true) => Ok(Some(Order::MonthFirst)),
        (Some(cell), ..) => Err(format!(
            "days such as {cell} may be read two ways; say --date-order dmy or mdy"
        )),
    }
}

/// Reads a day: "2021-05-03", "2021-05-03 00:00:00.000", "20210503", "3 May 2021", "03-May-2021", "May 3, 2021", "3/5/2021".
pub fn read_day(cell: &str, order: Option<Order>) -> Result<Date, String> {
    let wrong = || format!("\"{cell}\" is no day; write YYYY-MM-DD");
    if let Some(day) = cell.get(..10).and_then(|head| head.parse().ok()) {
        return Ok(day);
    }
    if cell.len() == 8 && cell.bytes().all(|b| b.is_ascii_digit()) {
        return Date::strptime("%Y%m%d", cell).map_err(|_| wrong());
    }
    if let Some((a, b, year)) = numbers(cell) {
        let (day, month) = if order == Some(Order::MonthFirst) {
            (b, a)
        } else {
            (a, b)
        };
        return Date::new(year, month, day).map_err(|_| wrong());
    }
    let spaced: String = cell.replace([',', '-', '/', '.'], " ");
    let words: Vec<&str> = spaced.split_whitespace().take(3).collect();
    let spaced = words.join(" ");
    let forms = [
        "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%Y %m %d", "%Y %b %d",
    ];
    let day = forms.iter().find_map(|form| Date::strptime(form, &spaced).ok());
    // A year of two digits is no year.
    day.filter(|d| d.year() >= 1000).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_read_as_tables_write_them() {
        for cell in [
            "2021-05-03",
            "2021-05-03 00:00:00.000",
            "2021-05-03T00:00:00",
            "20210503",
            "3 May 2021",
            "03-May-2021",
            "May 3, 2021",
            "3/5/2021",
            "03.05.2021",
            "2021/5/3",
        ] {
            assert_eq!(read_day(cell, None), Ok(date(2021, 5, 3)), "{cell}");
        }
        assert_eq!(
            read_day("5/3/2021", Some(Order::MonthFirst)),
            Ok(date(2021, 5, 3))
        );
        for cell in ["", "May", "31/31/2021", "3/5/21", "2021-02-30"] {
            assert!(read_day(cell, None).is_err(), "{cell}");
        }
    }

    #[test]
    fn the_order_of_day_and_month_is_told_by_the_whole_column() {
        for (cells, order) in [
            (&["3/5/2021", "13/5/2021"][..], Ok(Some(Order::DayFirst))),
            (&["3/5/2021", "5/13/2021"], Ok(Some(Order::MonthFirst))),
            (&["2021-05-03"], Ok(None)),
            (&["5/5/2021"], Ok(None)),
            (&["3/5/2021"], Err(())),
            (&["13/5/2021", "5/13/2021"], Err(())),
        ] {
            assert_eq!(
                told_order(cells.iter().copied()).map_err(|_| ()),
                order,
                "{cells:?}"
            );
        }
    }
}
