//! Days on which prices fell hard.

/// First second of 2022-05-11, 2022-06-18 and 2022-11-09, Unix seconds: Terra, the lenders after it, FTX.
pub const CRASHES: [(&str, i64); 3] =
    [("2022-05-11", 1_652_227_200), ("2022-06-18", 1_655_510_400), ("2022-11-09", 1_667_952_000)];
