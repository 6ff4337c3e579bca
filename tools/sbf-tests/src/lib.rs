//! The legalisation rules, run in an SVM and compared with native results.
