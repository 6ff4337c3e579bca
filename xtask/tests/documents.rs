//! Every page's links lead somewhere, and the layout in the README has every crate.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// What a page has for others to link to, and where its own links lead.
#[derive(Default)]
struct Page {
    anchors: BTreeSet<String>,
    links: Vec<String>,
}

impl Page {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let (mut page, mut heading) = (Self::default(), None);
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => page.anchors.extend(heading.take().map(|title| anchor(&title))),
                Event::Text(text) | Event::Code(text) => heading.iter_mut().for_each(|title| title.push_str(&text)),
                Event::Start(Tag::Link { dest_url, .. }) => page.links.push(dest_url.into_string()),
                _ => (),
            }
        }
        page
    }
}

/// Of a heading, as GitHub makes it.
fn anchor(title: &str) -> String {
    let kept = title.chars().filter(|sign| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// In the checkout's root and in docs.
fn pages() -> BTreeMap<PathBuf, Page> {
    let files = [root(), root().join("docs")].into_iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let paths = files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "md"));
    paths.map(|path| (path.clone(), Page::read(&path))).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    let mut broken = vec![];
    for (page, Page { links, .. }) in &pages {
        for link in links.iter().filter(|link| !link.contains("://")) {
            let (file, anchor) = link.split_once('#').map_or((link.as_str(), None), |(file, rest)| (file, Some(rest)));
            let target = if file.is_empty() { Ok(page.clone()) } else { page.with_file_name(file).canonicalize() };
            let leads = target.is_ok_and(|target| {
                anchor.is_none_or(|anchor| pages.get(&target).is_some_and(|page| page.anchors.contains(anchor)))
            });
            if !leads {
                broken.push(format!("{}: {link}", page.file_name().unwrap().display()));
            }
        }
    }
    assert!(pages.len() > 20 && pages.values().any(|page| page.links.len() > 20));
    assert!(broken.is_empty(), "{broken:#?}");
}

/// Or the folder above it.
#[test]
fn every_crate_has_its_line_in_the_readme() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, layout) = readme.split_once("## Layout").unwrap();
    let lines = layout.lines().filter(|line| line.starts_with("    "));
    let named: Vec<_> = lines.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(named.iter().all(|path| root().join(path).exists()), "{named:?}");
    let manifest: toml::Table = fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap();
    for member in manifest["workspace"]["members"].as_array().unwrap() {
        let member = format!("{}/", member.as_str().unwrap());
        assert!(named.iter().any(|path| member.starts_with(path)), "README.md, Layout: {member} has no line");
    }
}
