//! What files of one folder tell about each other: whether the day or the month stands
//! first in their dates.

use super::parse::read;
use super::{Context, Dates, Parsed};
use crate::date::Order;
use crate::fs;
use crate::source::SourceFile;
use std::collections::BTreeMap;

/// Reads again the files with dates that may be read in two ways, where other files of
/// their folder, or of one above it, show the order.
pub fn settle(files: &[SourceFile], parsed: &mut [Parsed], context: &Context) {
    let open: Vec<usize> = (0..parsed.len()).filter(|n| is_open(&parsed[*n])).collect();
    if open.is_empty() {
        return;
    }
    let mut shown: BTreeMap<&str, Dates> = BTreeMap::new();
    for (file, parsed) in files.iter().zip(parsed.iter()) {
        // The parts of a file all tell what the whole file does.
        let Some(document) = parsed.documents.first() else { continue };
        for folder in folders(&file.path) {
            let dates = shown.entry(folder).or_default();
            dates.day_first += document.dates.day_first;
            dates.month_first += document.dates.month_first;
        }
    }
    for n in open {
        let order = folders(&files[n].path).find_map(|folder| {
            let dates = shown.get(folder)?;
            // Two orders in one folder settle nothing, whatever the folder above says.
            (dates.day_first + dates.month_first > 0).then(|| dates.order())
        });
        if let Some(Some(order)) = order {
            parsed[n] = again(&files[n], context, order);
        }
    }
}

/// The order of dates that other files of a folder, or of one above it, show; `others` are
/// their paths and dates.
pub fn order_beside<'a>(path: &str, others: &(impl Iterator<Item = (&'a str, &'a Dates)> + Clone)) -> Option<Order> {
    folders(path).find_map(|folder| {
        let mut shown = Dates::default();
        for (_, dates) in others.clone().filter(|(other, _)| folders(other).any(|f| f == folder)) {
            shown.day_first += dates.day_first;
            shown.month_first += dates.month_first;
        }
        (shown.day_first + shown.month_first > 0).then(|| shown.order())
    })?
}

fn again(file: &SourceFile, context: &Context, order: Order) -> Parsed {
    read(file, fs::read(&file.disk), context, Some(order))
}

fn is_open(parsed: &Parsed) -> bool {
    parsed.documents.iter().any(|d| d.dates.open_field || !d.dates.ambiguous.is_empty())
}

/// The folders of a path, the nearest first; the last is the content folder itself.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let path = rest?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        rest = (!folder.is_empty()).then_some(folder);
        Some(folder)
    })
}
