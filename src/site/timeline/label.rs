//! Labels above the line, each beside a stem that stands on its place, none over another.
//!
//! Places are found for a narrow screen; a wider one has more room between stems, and
//! labels keep their size, so what is apart there is apart everywhere. Texts never touch;
//! where it cannot be helped a stem passes behind a text.

use super::scale::WIDTH;

/// The width in pixels of the narrowest drawing: a screen of 320 px without its margins.
const NARROW: i64 = 270;

/// Where a label goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flag {
    /// Where its stem stands.
    pub(super) x: i64,
    /// The row, counted up from the line.
    pub(super) row: usize,
    /// Whether its text ends at the stem, rather than beginning there.
    pub(super) leftwards: bool,
}

/// The room of a text in the size of labels (12 px), rather too much than too little.
pub(super) fn width(text: &str) -> i64 {
    let pixels: i64 = text.chars().map(|c| if c < '\u{1100}' { 7 } else { 13 }).sum();
    (pixels + 10) * WIDTH / NARROW
}

struct Placed {
    flag: Flag,
    from: i64,
    to: i64,
}

/// Whether two texts touch.
fn touch(a: &Placed, b: &Placed) -> bool {
    a.flag.row == b.flag.row && a.from < b.to && b.from < a.to
}

/// Whether the stem of one label goes through the text of the other.
fn cross(a: &Placed, b: &Placed) -> bool {
    let through = |stem: &Placed, text: &Placed| {
        stem.flag.row > text.flag.row && text.from < stem.flag.x && stem.flag.x < text.to
    };
    through(a, b) || through(b, a)
}

/// Finds a row and a side for each label, given with its place: of all orders in which
/// they can be put down, the one that needs the fewest rows.
pub(super) fn flags(labels: &[(i64, &str)]) -> Vec<Flag> {
    let sized: Vec<(i64, i64)> = labels.iter().map(|(x, text)| (*x, width(text))).collect();
    let mut best: Option<(usize, Vec<Flag>)> = None;
    for order in orders(labels.len()) {
        let mut placed: Vec<Placed> = Vec::new();
        for (x, wide) in order.iter().map(|n| sized[*n]) {
            placed.push(place(x, wide, &placed, labels.len()));
        }
        // A crossing is worse than any number of rows.
        let crossings = (0..placed.len()).map(|n| placed[..n].iter().filter(|p| cross(p, &placed[n])).count());
        let rows = placed.iter().map(|p| p.flag.row).sum::<usize>() + 100 * crossings.sum::<usize>();
        if best.as_ref().is_none_or(|(least, _)| rows < *least) {
            let mut flags: Vec<(usize, Flag)> = order.into_iter().zip(placed.into_iter().map(|p| p.flag)).collect();
            flags.sort_by_key(|(n, _)| *n);
            best = Some((rows, flags.into_iter().map(|(_, f)| f).collect()));
        }
        if rows == 0 {
            break;
        }
    }
    best.map(|(_, flags)| flags).unwrap_or_default()
}

/// The lowest free place of a label.
fn place(x: i64, wide: i64, placed: &[Placed], rows: usize) -> Placed {
    let candidate = |row, leftwards: bool| {
        let (from, to) = if leftwards { (x - wide, x) } else { (x, x + wide) };
        Placed { flag: Flag { x, row, leftwards }, from, to }
    };
    let all = || (0..rows).flat_map(|row| [candidate(row, false), candidate(row, true)]);
    let inside = |p: &Placed| p.from >= 0 && p.to <= WIDTH;
    let free = |p: &Placed| inside(p) && !placed.iter().any(|other| touch(p, other));
    let clear = all().find(|p| free(p) && !placed.iter().any(|other| cross(p, other)));
    clear.or_else(|| all().find(free)).unwrap_or_else(|| candidate(rows, x > WIDTH / 2))
}

/// Every order of some numbers from zero; there are four phases at most.
fn orders(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(n - 1);
    shorter.iter().flat_map(|o| (0..n).rev().map(|at| [&o[..at], &[n - 1], &o[at..]].concat())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_are_apart_stand_in_one_row() {
        let all = flags(&[(0, "Started"), (WIDTH, "Resolved")]);
        assert_eq!(all.iter().map(|f| (f.row, f.leftwards)).collect::<Vec<_>>(), [(0, false), (0, true)]);
    }

    #[test]
    fn labels_that_are_close_never_touch() {
        for xs in [[0, 10, 20, 30], [0, 100, 9900, WIDTH], [5000, 5000, 5000, 5000], [0, 3000, 6000, 9000]] {
            let texts = ["Started 15:40", "Detected 15:58", "Mitigated 21:00", "Resolved 21:20"];
            let labels: Vec<(i64, &str)> = xs.into_iter().zip(texts).collect();
            let found = flags(&labels);
            let placed: Vec<Placed> = found
                .iter()
                .zip(texts)
                .map(|(f, t)| {
                    let wide = width(t);
                    let (from, to) = if f.leftwards { (f.x - wide, f.x) } else { (f.x, f.x + wide) };
                    Placed { flag: f.clone(), from, to }
                })
                .collect();
            for a in 0..4 {
                assert!(found[a].row < 4, "{found:?}");
                assert!(placed[a].from >= 0 && placed[a].to <= WIDTH, "{found:?}");
                for b in 0..a {
                    assert!(!touch(&placed[a], &placed[b]), "{found:?}");
                    let crowded = xs[1] == 3000;
                    assert!(crowded || !cross(&placed[a], &placed[b]), "{found:?}");
                }
            }
        }
    }
}
