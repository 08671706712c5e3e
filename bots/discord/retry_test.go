package discord

import (
	"net/url"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestRetry(t *testing.T) {
	t.Parallel()
	p := usualPace()
	for name, tc := range map[string]struct {
		before retry
		why    farewell
		known  bool
		lasted time.Duration
		resume bool
		least  time.Duration
		most   time.Duration
		after  retry
	}{
		"a drop":                     {why: silence, known: true, lasted: time.Hour, resume: true, least: 250 * time.Millisecond, most: 500 * time.Millisecond, after: retry{resumes: 1}},
		"op 7":                       {why: toldReconnect, known: true, resume: true, least: 250 * time.Millisecond, most: 500 * time.Millisecond, after: retry{resumes: 1}},
		"a close that ends nothing":  {why: 4000, known: true, resume: true, most: 500 * time.Millisecond, after: retry{resumes: 1}},
		"op 9, resumable":            {why: toldResume, known: true, resume: true, least: time.Second, most: 5 * time.Second, after: retry{resumes: 1}},
		"op 9":                       {why: toldInvalid, known: true, least: time.Second, most: 5 * time.Second, after: retry{tries: 1}},
		"a close that ends it":       {why: 4009, known: true, most: 500 * time.Millisecond, after: retry{tries: 1}},
		"no session yet":             {why: silence, most: 500 * time.Millisecond, after: retry{tries: 1}},
		"resumes that do not last":   {before: retry{resumes: 7}, known: true, lasted: time.Second, most: 500 * time.Millisecond, after: retry{tries: 1}},
		"a resume that lasted":       {before: retry{resumes: 7}, known: true, lasted: p.steady, resume: true, most: 500 * time.Millisecond, after: retry{resumes: 1}},
		"the pauses grow":            {before: retry{resumes: 5}, known: true, resume: true, least: 8 * time.Second, most: 16 * time.Second, after: retry{resumes: 6}},
		"to an end":                  {before: retry{tries: mostTries}, why: 1000, known: true, least: p.longest / 2, most: p.longest, after: retry{tries: mostTries}},
		"and are made up for by two": {before: retry{tries: 5}, why: 1000, known: true, lasted: 2 * p.steady, least: 2 * time.Second, most: 4 * time.Second, after: retry{tries: 4}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := tc.before
			resume, pause := r.after(tc.why, tc.known, tc.lasted, p)
			if resume != tc.resume || pause < tc.least || pause > tc.most || r != tc.after {
				t.Errorf("resume %v after %v, %+v", resume, pause, r)
			}
		})
	}
}

// Whatever the gateway does, a shard identifies far less often in a day than Discord
// allows.
func TestIdentifiesOfADay(t *testing.T) {
	t.Parallel()
	p := usualPace()
	whys := []farewell{silence, toldReconnect, toldResume, toldInvalid, 1000, 4000, 4007, 4009}
	lasts := []time.Duration{0, time.Millisecond, time.Minute, p.steady - 1, p.steady, 3 * p.steady, time.Hour}
	day := func(next func() (farewell, bool, time.Duration)) (identifies int) {
		var r retry
		known := false
		for now := time.Duration(0); now < 24*time.Hour; {
			if !known {
				identifies++
			}
			why, greeted, lasted := next()
			known = known || greeted
			resume, pause := r.after(why, known, lasted, p)
			known = known && resume
			if now += lasted + pause; !resume {
				now += max(0, p.identify-lasted-pause)
			}
		}
		return identifies
	}
	const most = 800
	for _, why := range whys {
		for _, lasted := range lasts {
			if n := day(func() (farewell, bool, time.Duration) { return why, lasted > 0, lasted }); n > most {
				t.Errorf("%d after %v: %d identifies", why, lasted, n)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		turn := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) [2]int {
			return [2]int{rapid.IntRange(0, len(whys)-1).Draw(t, "why"), rapid.IntRange(0, len(lasts)-1).Draw(t, "lasted")}
		}), 1, 30).Draw(t, "mix")
		i := 0
		if n := day(func() (farewell, bool, time.Duration) {
			one := turn[i%len(turn)]
			i++
			return whys[one[0]], lasts[one[1]] > 0, lasts[one[1]]
		}); n > most {
			t.Errorf("%d identifies", n)
		}
	})
}

func TestResumeAddress(t *testing.T) {
	t.Parallel()
	const discord, proxy, fake = "https://discord.com/api/v10", "https://discord.example.org/api", "http://127.0.0.1:1/api/v10"
	for _, tc := range []struct{ api, given, want string }{
		{discord, "wss://gateway-us-east1-b.discord.gg", "wss://gateway-us-east1-b.discord.gg/"},
		{discord, "wss://discord.com/x", "wss://discord.com/x"},
		{discord, "ws://gateway.discord.gg", ""},
		{discord, "wss://gateway.discord.gg.example.org", ""},
		{discord, "wss://notdiscord.gg", ""},
		{discord, "wss://gateway.discord.gg:22", ""},
		{discord, "wss://user@gateway.discord.gg", ""},
		{discord, "https://gateway.discord.gg", ""},
		{discord, "", ""},
		{discord, "wss://%zz", ""},
		{proxy, "wss://gateway.example.org", "wss://gateway.example.org/"},
		{proxy, "ws://gateway.example.org", ""},
		{fake, "ws://127.0.0.1:2/there", "ws://127.0.0.1:2/there"},
		{fake, "wss://127.0.0.1:2", "wss://127.0.0.1:2/"},
	} {
		api, err := url.Parse(tc.api)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if u := resumeAddress(tc.given, api); u != nil {
			got = u.String()
		}
		if got != tc.want {
			t.Errorf("%s at %s: %q, want %q", tc.given, tc.api, got, tc.want)
		}
	}
}
