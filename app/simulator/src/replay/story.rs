//! What becomes of one account.

/// How far its liquidation went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Nothing of it was taken.
    #[default]
    Kept,
    /// A part was sold.
    SoldInPart,
    /// All options were sold.
    SoldWhole,
    /// Worth nothing, it was given to whoever was paid for taking it.
    GivenAway,
}

/// From its first look below maintenance margin on.
#[derive(Clone, Debug, Default)]
pub struct Story {
    pub fate: Fate,
    below_since_ts: Option<i64>,
    /// How long it took each time until it was back at its buffer, or empty.
    pub recoveries_secs: Vec<i64>,
}

impl Story {
    /// Somebody looks at the account.
    pub fn look(&mut self, falls_short: bool, is_auctioned: bool, now_ts: i64) {
        match self.below_since_ts {
            None if falls_short => self.below_since_ts = Some(now_ts),
            Some(since_ts) if !falls_short && !is_auctioned => {
                self.recoveries_secs.push(now_ts - since_ts);
                self.below_since_ts = None;
            }
            _ => {}
        }
    }

    pub fn note_sale(&mut self, is_whole: bool) {
        self.fate = self.fate.max(if is_whole { Fate::SoldWhole } else { Fate::SoldInPart });
    }

    pub fn note_given_away(&mut self) {
        self.fate = Fate::GivenAway;
    }

    /// Was it ever below its maintenance margin?
    pub fn fell_short(&self) -> bool {
        self.below_since_ts.is_some() || !self.recoveries_secs.is_empty()
    }

    /// Has it not come back?
    pub fn is_still_below(&self) -> bool {
        self.below_since_ts.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::{Fate, Story};

    #[test]
    fn a_recovery_lasts_from_the_first_look_below_to_the_end_of_the_auction() {
        let mut story = Story::default();
        assert!(!story.fell_short());
        for (falls_short, is_auctioned, now_ts) in
            [(false, false, 0), (true, true, 60), (true, true, 120), (false, true, 180), (false, false, 240)]
        {
            story.look(falls_short, is_auctioned, now_ts);
        }
        assert_eq!((story.recoveries_secs.clone(), story.is_still_below()), (vec![180], false));
        story.look(true, false, 300);
        assert!(story.fell_short() && story.is_still_below());
    }

    #[test]
    fn the_worst_that_happened_is_remembered() {
        let mut story = Story::default();
        story.note_sale(true);
        story.note_sale(false);
        assert_eq!(story.fate, Fate::SoldWhole);
        story.note_given_away();
        story.note_sale(false);
        assert_eq!(story.fate, Fate::GivenAway);
    }
}
