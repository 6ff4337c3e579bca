//! The program that was just built, in a local SVM.

mod week;
