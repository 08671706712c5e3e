package store

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestExpiryHourLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "now"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanos"))
		ttl := time.Duration(rapid.Int64Range(1, int64(MaxTTL)).Draw(t, "ttl"))
		h := ExpiryHour(now, ttl)
		kept := time.Unix(int64(h)*3600, 0).Sub(now)
		if kept > MaxTTL {
			t.Fatalf("kept %v, longer than %v", kept, MaxTTL)
		}
		if kept < ttl && ttl <= MaxTTL-time.Hour {
			t.Fatalf("kept %v, less than %v", kept, ttl)
		}
		if kept <= ttl-time.Hour || kept >= ttl+time.Hour {
			t.Fatalf("kept %v for a ttl of %v", kept, ttl)
		}
		if kept > 0 && h.Expired(now) || !h.Expired(now.Add(kept)) {
			t.Fatal("Expired disagrees with ExpiryHour")
		}
	})
}

func TestUntilSweep(t *testing.T) {
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	for offset, want := range map[time.Duration]time.Duration{
		0:                sweepTick,
		55 * time.Minute: 5 * time.Minute,
	} {
		if got := UntilSweep(at.Add(offset)); got != want {
			t.Errorf("UntilSweep(hour+%v) = %v, want %v", offset, got, want)
		}
	}
}

func TestParseURL(t *testing.T) {
	tests := []struct {
		url  string
		want Location
		err  string // a part of the sentence
	}{
		{"", Location{File, "data/sessions"}, ""},
		{"file:", Location{File, "data/sessions"}, ""},
		{"file:x/y/", Location{File, "x/y"}, ""},
		{"file:/var/lib/p", Location{File, "/var/lib/p"}, ""},
		{"file:///var/lib/p", Location{File, "/var/lib/p"}, ""},
		{"memory:", Location{Kind: Memory}, ""},
		{"memory://", Location{Kind: Memory}, ""},
		{"memory:x", Location{}, "takes nothing"},
		{"file://host/x", Location{}, "directory of this machine"},
		{"file:x?mode=ro", Location{}, "no parameters"},
		{"redis://u:hunter2@h:6379", Location{}, "redis: is known but not built into this version; use memory: or file:DIR"},
		{"rediss://u:hunter2@h", Location{}, "rediss: is known but not built"},
		{"redis+cluster://u:hunter2@h", Location{}, "redis+cluster: is known but not built"},
		{"memroy:", Location{}, "did you mean memory:?"},
		{"postgres://u:hunter2@h", Location{}, "the schemes are memory:, file:, redis:, rediss:, redis+cluster:"},
		{"/var/lib/hunter2", Location{}, "with its scheme"},
	}
	for _, tt := range tests {
		t.Run(tt.url, func(t *testing.T) {
			got, err := ParseURL(tt.url, "data")
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("location (-want +got):\n%s", d)
			}
			switch {
			case tt.err == "" && err != nil:
				t.Errorf("error: %v", err)
			case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
				t.Errorf("error = %v, want %q in it", err, tt.err)
			case err != nil && strings.Contains(err.Error(), "hunter2"):
				t.Errorf("error repeats the URL: %v", err)
			}
			if err == nil {
				if again, err := ParseURL(got.String(), "elsewhere"); err != nil || again != got {
					t.Errorf("String() = %q, which reads as %v, %v", got, again, err)
				}
			}
		})
	}
}
