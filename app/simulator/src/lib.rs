//! The program in a local SVM, lived through on a price series.
