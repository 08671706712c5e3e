package discord

import (
	"math/rand/v2"
	"net/url"
	"strings"
	"time"
)

// fatal are the close codes after which connecting again cannot help
// (https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway).
var fatal = map[farewell]State{
	4004: Refused,
	4010: BadShards, 4011: BadShards,
	4012: BadVersion,
	4013: BadIntents, 4014: BadIntents,
}

// over are the farewells after which a session is at an end.
var over = map[farewell]bool{1000: true, 1001: true, 4007: true, 4009: true, toldInvalid: true}

// mostTries is where the pauses of retry are the longest.
const mostTries = 11

// retry says what follows the end of a connection. A resume costs nothing but load, an
// identify is one of a thousand in a day. So the pauses before resumes begin anew with
// every connection that lasts, and those before identifies are forgotten one by one, as
// fast as a day has room for: no gateway, however it behaves, gets more of a shard than
// one identify for each steady, and a few.
type retry struct {
	tries   int // sessions begun, less those made up for
	resumes int // of this session, since a connection lasted
}

// after takes how a connection ended, whether it has a session, and for how long it
// could be used. It says whether to resume the session, or to begin a new one, and how
// long to wait first.
func (r *retry) after(why farewell, known bool, lasted time.Duration, p pace) (resume bool, pause time.Duration) {
	r.tries -= min(r.tries, int(lasted/p.steady))
	if lasted >= p.steady {
		r.resumes = 0
	}
	if resume = known && !over[why] && r.resumes < p.resumes; resume {
		r.resumes++
		pause = backOff(r.resumes, p.longest)
	} else {
		r.resumes, r.tries = 0, min(r.tries+1, mostTries)
		pause = backOff(r.tries, p.longest)
	}
	if why == toldInvalid || why == toldResume {
		pause = max(pause, p.invalid+rand.N(4*p.invalid))
	}
	return resume, pause
}

// resumeAddress is where a session is to be resumed. It is nil, for the address where it
// began, when the one given could lead the token astray: only an API without TLS may
// name one without, and Discord only one of its own.
func resumeAddress(given string, api *url.URL) *url.URL {
	u, err := url.Parse(given)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "wss" && (u.Scheme != "ws" || api.Scheme == "https") {
		return nil
	}
	if under(api.Hostname(), "discord.com") &&
		(u.Port() != "" || !under(u.Hostname(), "discord.gg") && !under(u.Hostname(), "discord.com")) {
		return nil
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return u
}

// under reports whether a host is a domain or in it.
func under(host, domain string) bool {
	return host == domain || strings.HasSuffix(host, "."+domain)
}
