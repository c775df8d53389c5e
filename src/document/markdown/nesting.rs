//! How deeply blocks are nested, and where that ends.

use super::sanitize;

/// Blocks nested deeper than this lose their frame, never their text: browsers stop
/// at 512 levels, and no reader gets that far.
pub(super) const DEEPEST: usize = 64;

/// Raw HTML that leaves more elements open than this is shown as text: such a tree takes
/// minutes to sanitise, and no browser shows it.
const HTML_DEEPEST: isize = 256;

/// The blocks that are open.
#[derive(Default)]
pub(super) struct Nesting {
    /// For each open block, whether it wrote its frame.
    frames: Vec<bool>,
    /// How many elements of raw HTML are open.
    html: isize,
    /// Whether it was said that blocks are nested too deeply.
    pub(super) said: bool,
}

impl Nesting {
    /// Opens a block; whether there is room for its frame.
    pub(super) fn open(&mut self) -> bool {
        let fits = self.frames.len() < DEEPEST;
        self.frames.push(fits);
        fits
    }

    /// Closes a block; whether it wrote its frame.
    pub(super) fn close(&mut self) -> bool {
        self.frames.pop().unwrap_or(false)
    }

    /// Whether no block is open.
    pub(super) fn is_flat(&self) -> bool {
        self.frames.is_empty()
    }

    /// Takes a piece of raw HTML; whether there is room for what it leaves open.
    pub(super) fn fits_html(&mut self, html: &str) -> bool {
        self.html += sanitize::open_elements(html);
        self.html <= HTML_DEEPEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_that_is_too_deep_has_no_frame_and_closes_none() {
        let mut nesting = Nesting::default();
        let opened: Vec<bool> = (0..=DEEPEST).map(|_| nesting.open()).collect();
        assert_eq!(opened.iter().filter(|o| **o).count(), DEEPEST);
        assert!(!nesting.close() && nesting.close());
    }

    #[test]
    fn raw_html_that_closes_what_it_opens_always_fits() {
        let mut nesting = Nesting::default();
        assert!((0..1000).all(|_| nesting.fits_html("<b>x</b>")));
        assert!(!nesting.fits_html(&"<div>".repeat(257)));
    }
}
