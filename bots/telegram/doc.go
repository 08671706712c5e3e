// Package telegram is the Telegram channel: it receives updates, lets the handler
// answer, and sends the replies.
//
// # Nothing is lost
//
// An update is confirmed to Telegram when its reply was accepted, or when the
// decision is in the outbox of the store: to whom (sealed), which node, which
// language. So the queue at Telegram is read as fast as the store writes, however
// slowly replies may be sent, and danger far back in it is seen at once. After a
// crash Telegram sends again what was not confirmed, a mark in the store tells
// what was handled, and the outbox is worked off. A reply that Telegram accepted
// in the instant of the crash is sent twice; an edit twice is the same edit.
//
//	getUpdates ─┐                 ┌─ urgent ───┐
//	            ├─ decode ─ turn ───┤            ├── sendMessage, or edit
//	webhook ────┘           │       └─ ordinary ─┘          │
//	                        └── commit: state, marks,       └── settle: message id,
//	                            what is not accepted yet        out of the outbox
//
// An urgent reply (danger, help, leaving) is on its way when it is decided. An
// ordinary one waits for the commit, unless the queue is short: then it goes at
// once, and one commit is enough for both. So few replies are ever accepted and
// not committed.
//
// A store that is not durable, or fails, has no outbox: then an update is
// confirmed after its reply was accepted.
//
// # What is read of an update
//
// The decoder keeps ids, the text, the language and the kind of a media message;
// names, file ids and places are skipped where they stand. No file is ever asked
// for.
//
// The library github.com/go-telegram/bot makes the requests. Its receiving is not
// used: it confirms updates that are only buffered. Nothing here logs; the
// observer is told counts and durations.
package telegram
