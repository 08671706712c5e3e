// Package compare tells what a parent would see change between two versions of
// the content.
//
// [Versions] takes the items of both, finds the edits (items that were changed,
// added or removed), and shows each edit by the conversations that read
// differently because of it: every node, what surrounds the nodes, and every
// short text of the program, in every locale, for what a parent may have told,
// in every country whose people read something else. Where an edit touches asks,
// vocabulary or danger rules, every example question is asked of both versions,
// and those that lead elsewhere are told.
//
// What touches danger, hotlines or help comes first, and says why. A [Report]
// has three forms: text for a terminal, JSON, and one web page for a phone.
//
// The room is pure: the same items give the same report. It starts goroutines
// and waits for them.
package compare
