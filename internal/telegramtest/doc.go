// Package telegramtest is a fake of Telegram's Bot API server, for tests and
// for trying a bot by hand: people write and tap, the bot is reached by polling
// or by a webhook, and its requests are checked as strictly as the
// specification allows.
//
//	s := telegramtest.New(telegramtest.Options{})
//	defer s.Close()
//	parent := s.Person(1001, "en")
//	parent.Start("")
//	// a bot that polls s.URL() with s.Token() answers
//	parent.WaitFor(func(m []telegramtest.Message) bool { return len(m) > 1 }, time.Second)
//	s.Violations() // empty where the bot asked for nothing that the API refuses
//
// What it is: the methods that a dialog bot needs, with types, required and
// unknown names, lengths and formats checked against spec/ and the rules of
// https://core.telegram.org/bots/api; message ids, blocked and unknown people,
// migration, expiry, conflicts, rate limits and webhook retries as the real
// server has them; faults on demand.
//
// What it is not: a client, a store, or an authority. It keeps nothing on disk,
// finds no links in texts, understands no Markdown, and has no inline mode,
// payments, topics or business accounts. A method it does not answer is refused
// and recorded. Exact rate limits are not published; those here are strict.
//
// Every exported method may be used by several goroutines.
package telegramtest
