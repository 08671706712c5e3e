// Package discordtest is a fake of Discord, its REST API (v10) and its gateway, for
// tests and for trying a bot by hand: people give commands, press buttons and write
// direct messages; the bot is reached over the gateway or by signed requests to its
// interactions endpoint; what it asks for is checked as strictly as the official
// schemas and documentation allow.
//
//	s := discordtest.New(discordtest.Options{})
//	defer s.Close()
//	general := s.Guild("100").Channel("general")
//	parent := s.User("200", "en-US")
//	parent.Join(general)
//	// a bot that speaks to s.URL() with s.Token() registers its commands and connects
//	i, err := parent.Command(general, "ask", map[string]any{"question": "what is grooming"})
//	answer, err := i.Answer(time.Second)
//	i, err = parent.Press(answer, "What do I do first?")
//	s.Violations() // empty where the bot asked for nothing that Discord refuses
//
// A client is pointed at the fake by replacing https://discord.com with URL in its
// requests; GET /gateway names the gateway.
//
// What it is: the routes that a dialog bot needs, requests validated against spec/
// and the rules that the schemas do not hold, with the error bodies of the real API;
// the clocks of interactions, ephemeral messages, rate limits and their headers;
// identify, resume, replay, heartbeats and close codes of the gateway; probes of the
// interactions endpoint; faults on demand.
//
// What it is not: a client, a store, or an authority. It keeps nothing on disk,
// understands no Markdown, and has no voice, threads, reactions, polls or roles. A
// route it does not answer is refused and recorded. Exact rate limits are not
// published; those here are plausible.
//
// Every exported method may be used by several goroutines. Ids are snowflakes:
// decimal numbers in strings.
package discordtest
