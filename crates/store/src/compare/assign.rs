//! In: what each pair that may be one costs. Out: the cheapest assignment, one to one, where a row may also stay alone.
//! Knows no event.
//!
//! Successive shortest augmenting paths with potentials (Jonker and Volgenant, 1987) over a sparse graph: the search of a
//! row ends as soon as a free column or a row that rather stays alone is reached, which is near by. Crates for the
//! assignment problem ask for the full matrix, which for 50,000 by 50,000 nobody has.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Assigns each row to one of its columns or to none, so that the sum of costs is least; a row alone costs `alone`. Costs are
/// 0 or more; `edges` holds (column, cost) by row. The answer is by row; of equal sums that which keeps earlier rows.
pub fn assign(edges: &[Vec<(usize, i64)>], columns: usize, alone: i64) -> Vec<Option<usize>> {
    let mut row_of: Vec<Option<usize>> = vec![None; columns];
    let mut column_of: Vec<Option<usize>> = vec![None; edges.len()];
    let mut by_row = vec![0_i64; edges.len()];
    let mut by_column = vec![0_i64; columns];
    let mut search = Search {
        distance: vec![i64::MAX; columns],
        from: vec![usize::MAX; columns],
        touched: Vec::new(),
    };
    for start in 0..edges.len() {
        search.clear();
        let mut heap = BinaryHeap::new();
        let mut done: Vec<usize> = Vec::new();
        let (mut row, mut so_far) = (start, 0_i64);
        // The row that stays alone at the end of the path, and how far that is.
        let mut out = (i64::MAX, start);
        let end = loop {
            // Of equal sums that which changes least.
            let alone_here = so_far + alone - by_row[row];
            if alone_here < out.0 {
                out = (alone_here, row);
            }
            for &(column, cost) in &edges[row] {
                let far = so_far + cost - by_row[row] - by_column[column];
                if far < search.distance[column] {
                    if search.distance[column] == i64::MAX {
                        search.touched.push(column);
                    }
                    search.distance[column] = far;
                    search.from[column] = row;
                    heap.push(Reverse((far, column)));
                }
            }
            let next = loop {
                match heap.pop() {
                    Some(Reverse((far, column))) if far > search.distance[column] => {}
                    other => break other,
                }
            };
            match next {
                Some(Reverse((far, column))) if far <= out.0 => match row_of[column] {
                    None => break Some((far, column)),
                    Some(taken) => {
                        done.push(column);
                        (row, so_far) = (taken, far);
                    }
                },
                _ => break None,
            }
        };
        let total = end.map_or(out.0, |(far, _)| far);
        by_row[start] += total;
        for &column in &done {
            let gain = total - search.distance[column];
            by_column[column] -= gain;
            if let Some(row) = row_of[column] {
                by_row[row] += gain;
            }
        }
        // Along the path back to the start each row takes the column from which it was reached last.
        let mut column = match end {
            Some((_, column)) => Some(column),
            None => column_of[out.1].take(),
        };
        if end.is_none() && out.1 == start {
            continue;
        }
        while let Some(free) = column {
            let row = search.from[free];
            row_of[free] = Some(row);
            column = column_of[row].replace(free);
            if row == start {
                break;
            }
        }
    }
    column_of
}

struct Search {
    distance: Vec<i64>,
    from: Vec<usize>,
    touched: Vec<usize>,
}

impl Search {
    fn clear(&mut self) {
        for column in self.touched.drain(..) {
            self.distance[column] = i64::MAX;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The least sum by trying everything.
    fn least(edges: &[Vec<(usize, i64)>], alone: i64, taken: &mut Vec<usize>) -> i64 {
        let Some((first, rest)) = edges.split_first() else {
            return 0;
        };
        let mut best = alone + least(rest, alone, taken);
        for &(column, cost) in first {
            if !taken.contains(&column) {
                taken.push(column);
                best = best.min(cost + least(rest, alone, taken));
                taken.pop();
            }
        }
        best
    }

    fn sum(edges: &[Vec<(usize, i64)>], found: &[Option<usize>], alone: i64) -> i64 {
        let cost = |(row, column): (&Vec<(usize, i64)>, &Option<usize>)| match column {
            None => alone,
            Some(c) => row
                .iter()
                .find(|(k, _)| k == c)
                .map_or(i64::MAX / 4, |(_, cost)| *cost),
        };
        edges.iter().zip(found).map(cost).sum()
    }

    #[test]
    fn no_other_assignment_is_cheaper() {
        let mut seed = 1_u64;
        let mut random = move |n: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % n
        };
        for round in 0..500 {
            let (rows, columns) = (1 + random(6) as usize, 1 + random(6) as usize);
            let edges: Vec<Vec<(usize, i64)>> = (0..rows)
                .map(|_| {
                    (0..columns)
                        .map(|c| (c, random(18) as i64))
                        .filter(|(_, cost)| *cost < 12)
                        .collect()
                })
                .collect();
            let found = assign(&edges, columns, 8);
            let mut used: Vec<usize> = found.iter().flatten().copied().collect();
            used.sort_unstable();
            used.dedup();
            assert_eq!(
                used.len(),
                found.iter().flatten().count(),
                "{round}: each column once"
            );
            assert_eq!(
                sum(&edges, &found, 8),
                least(&edges, 8, &mut Vec::new()),
                "{round}: {edges:?} {found:?}"
            );
        }
    }

    #[test]
    fn a_row_gives_way_when_all_together_gain() {
        assert_eq!(
            assign(&[vec![(0, 1), (1, 2)], vec![(0, 1)]], 2, 10),
            [Some(1), Some(0)]
        );
        assert_eq!(assign(&[vec![(0, 5)], vec![(0, 1)]], 1, 10), [None, Some(0)]);
        assert_eq!(assign(&[vec![(0, 11)], vec![]], 1, 10), [None, None]);
        assert_eq!(assign(&[], 0, 10), []);
    }
}
