// Package discord is the Discord channel: it receives interactions and direct
// messages, lets the handler answer, and sends the replies.
//
//	gateway ──┐                            ┌─ callback (REST), or the HTTP answer
//	          ├─ decode ─ lane ─ turn ─────┤
//	POST ─────┘         (per person)       └─ direct message (REST, tried again)
//
// # Two ways to receive, one to answer
//
// Over the gateway nothing has to be reachable from outside, and typed direct
// messages come in. Over HTTP (POST /discord/interactions) commands and buttons come
// in, signed, and any number of processes may share them. Both ways decode with the
// same small structs and answer with the same handle.
//
// An interaction is answered within Discord's 3 seconds; what takes longer is promised
// first, and given when it is there: see exchange. No token is kept past the answer,
// what /bye still has to say, and 14 of the 15 minutes that it lives. Discord gives an
// interaction once: a process that dies before it answers leaves the person with "The
// application did not respond", and the button works when it is pressed again.
//
// # The gateway
//
// A session lives on over many connections: after a drop it is resumed within seconds,
// at an address of its own, and Discord gives what was missed. Where it can't be
// resumed, or the program was not running, a new session begins, and what people who
// are known wrote meanwhile is read and answered: see readBack. Each of a process's
// shards has a session and a goroutine that keeps it:
//
//	       ┌─ begin: is an identify left? is it our turn? ─┐
//	       │                                               ▼
//	the session is over ◁── the connection ends ◁── connected ◁─┐
//	                             └─ it lives: resume ───────────┘
//
// An identify is one of a thousand in a day, after which Discord resets the token: see
// retry, and untilTurn for the order between processes.
//
// # What a reply looks like
//
// Plain content with rows of buttons. Embeds are cut on small screens and skipped by
// some screen readers; the layout of components (flag 32768) cannot be taken from a
// message again and is not in all of the library. In a server every answer is
// ephemeral; what the button of a public panel leads to comes as a message of its
// own. A tap edits the message it is on, but danger comes as a message of its own
// and is never edited away. Mentions and previews are off in every message.
//
// A button's custom id is the payload as in every channel, with what has to travel
// along: see customID.
//
// # What is read
//
// The decoder keeps ids, what was typed or tapped, the language and whether there are
// attachments; names and users are skipped where they stand. A command on somebody's
// message opens the menu: the message is not decoded. No file is ever asked for.
//
// The library github.com/bwmarrin/discordgo keeps the connection and makes the
// requests. Its reconnecting, its state and its log are off. Nothing here logs; the
// observer is told counts and durations.
package discord
