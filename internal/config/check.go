package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// kinds are what a value must look like, by the tag "kind". Each gives the value
// in its one form, or what it must be: a phrase that follows "must be".
var kinds = map[string]func(l *loader, text string) (good, must string){
	"addr":           checkAddr,
	"country":        checkCountry,
	"dir":            checkDir,
	"url":            checkURL,
	"https":          checkHTTPS,
	"origin":         checkOrigin,
	"store":          checkStore,
	"telegram-token": pattern(`^[0-9]{5,20}:[A-Za-z0-9_-]{30,100}$`, "digits, a colon and about 35 letters, as @BotFather gives it"),
	"webhook-secret": pattern(`^[A-Za-z0-9_-]{1,256}$`, "1 to 256 letters, digits, _ and -"),
	"one-word":       pattern(`^[!-~]{1,512}$`, "one word without spaces"),
	"snowflake":      pattern(`^[0-9]{15,20}$`, "15 to 20 digits"),
	"shard":          checkShard,
	"hex32":          pattern(`^[0-9a-fA-F]{64}$`, "64 hex digits"),
}

// shown is the most of a value that a finding repeats.
const shown = 60

// check checks one value, or one item of a list.
func (l *loader) check(f *field, text string, at diag.Pos) (good string, ok bool) {
	// A secret, and an address that may hold one, are never repeated.
	name := fmt.Sprintf("%s %q", f.key, text)
	if len(text) > shown || f.secret() || f.typ == urlType {
		name = f.key
	}
	switch {
	case strings.ContainsAny(text, "\x00\r\n"):
		l.errorf("config-value", at, "", "%s must be one line", f.key)
		return "", false
	case f.oneof != nil:
		if !slices.Contains(f.oneof, text) {
			hint := ""
			if near := diag.Nearest(strings.ToLower(text), f.oneof); near != "" {
				hint = fmt.Sprintf("did you mean %s?", near)
			}
			l.errorf("config-value", at, hint, "%s must be one of %s", name, strings.Join(f.oneof, ", "))
			return "", false
		}
	case f.typ == durationType:
		d, err := time.ParseDuration(text)
		if err != nil {
			l.errorf("config-value", at, "", "%s must be a duration with its unit, such as 150ms, 10s or 24h", name)
			return "", false
		}
		if d < f.min || d > f.max {
			l.errorf("config-value", at, "", "%s must be from %s to %s", name, short(f.min), short(f.max))
			return "", false
		}
	case f.kind != "":
		good, must := kinds[f.kind](l, text)
		if must != "" {
			l.errorf("config-value", at, "", "%s must be %s", name, must)
			return "", false
		}
		text = good
	}
	if own := l.Checks[f.key]; own != nil {
		if err := own(text); err != nil {
			l.errorf("config-value", at, "", "%s: %v", f.key, err)
			return "", false
		}
	}
	return text, true
}

// short gives a duration without its zero parts: 24h, not 24h0m0s.
func short(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

func pattern(expr, must string) func(*loader, string) (string, string) {
	re := regexp.MustCompile(expr)
	return func(_ *loader, text string) (string, string) {
		if !re.MatchString(text) {
			return "", must
		}
		return text, ""
	}
}

// checkShard takes what Shares can read.
func checkShard(_ *loader, text string) (good, must string) {
	if _, _, of := (Discord{Shard: text}).Shares(); of == 0 {
		return "", "a share and how many there are, counted from 0, such as 0/1 or 2/4, or a first and a last one, such as 0-3/16"
	}
	return text, ""
}

var hostName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$`)

func checkAddr(_ *loader, text string) (good, must string) {
	must = "an address host:port, such as 127.0.0.1:8080"
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return "", must
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return "", "an address whose port is a number up to 65535"
	}
	if _, err := netip.ParseAddr(host); host != "" && err != nil && !hostName.MatchString(host) {
		return "", must
	}
	return text, ""
}

func checkCountry(_ *loader, text string) (good, must string) {
	if text == "UK" || text == "uk" {
		return "", "GB for the United Kingdom"
	}
	region, err := language.ParseRegion(text)
	if len(text) != 2 || err != nil || !region.IsCountry() {
		return "", "a country's two letters (ISO 3166), such as US or GB"
	}
	return strings.ToUpper(text), ""
}

func checkDir(l *loader, text string) (good, must string) {
	if info, err := os.Stat(l.path(text)); err != nil || !info.IsDir() {
		return "", "a directory that exists"
	}
	return text, ""
}

func checkURL(_ *loader, text string) (good, must string) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" ||
		u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return "", "an http or https address without user, query and fragment"
	}
	return strings.TrimRight(text, "/"), ""
}

func checkHTTPS(l *loader, text string) (good, must string) {
	if good, must = checkURL(l, text); must != "" || !strings.HasPrefix(good, "https://") {
		return "", "an https address without user, query and fragment"
	}
	return good, ""
}

// checkOrigin allows nothing that could end the list it is written into, a
// header's.
func checkOrigin(_ *loader, text string) (good, must string) {
	must = "an https origin: https://, a host, a port if it is not 443, and nothing after it"
	rest, ok := strings.CutPrefix(strings.ToLower(text), "https://")
	if !ok {
		return "", must
	}
	host, port, hasPort := strings.Cut(strings.TrimSuffix(rest, "/"), ":")
	if !hostName.MatchString(host) {
		return "", must
	}
	if !hasPort || port == "443" {
		return "https://" + host, ""
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return "", must
	}
	return "https://" + host + ":" + port, ""
}

var storeScheme = regexp.MustCompile(`^[a-z][a-z0-9+.-]*:`)

// checkStore looks at the form alone: which stores there are is known elsewhere,
// and comes in through Options.Checks.
func checkStore(_ *loader, text string) (good, must string) {
	if !storeScheme.MatchString(text) {
		return "", "a store's scheme and a colon, as in memory: or file:DIR"
	}
	return text, ""
}

// longestForDiscord leaves time for two calls of the store and the way to Discord.
const longestForDiscord = time.Second

// checkTogether checks what one value alone cannot show.
func (l *loader) checkTogether(cfg *Config) {
	if cfg.Telegram.Mode == "webhook" {
		l.needed("telegram.mode", "webhook", "telegram.webhook_url", cfg.Telegram.WebhookURL != "")
		l.needed("telegram.mode", "webhook", "telegram.webhook_secret", cfg.Telegram.WebhookSecret.IsSet())
	}
	if cfg.Discord.Mode == "interactions" {
		l.needed("discord.mode", "interactions", "discord.application_id", cfg.Discord.ApplicationID != "")
		l.needed("discord.mode", "interactions", "discord.public_key", cfg.Discord.PublicKey != "")
	}
	if cfg.Discord.Token.IsSet() && cfg.Store.Deadline > longestForDiscord {
		at, _ := l.origin("store.deadline")
		l.errorf("config-value", at.at, "", "store.deadline must be at most %s with Discord, which waits 3s for an answer", short(longestForDiscord))
	}
	adminAt, _ := l.origin("admin.addr")
	host, port, err := net.SplitHostPort(cfg.Admin.Addr)
	if err != nil {
		return
	}
	if port != "0" && cfg.Admin.Addr == cfg.HTTP.Addr {
		l.errorf("config-value", adminAt.at, "give each its own port", "admin.addr and http.addr are the same")
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		l.warnf("admin-exposed", adminAt.at, "let only the monitoring reach it",
			"admin.addr can be reached from other machines, and has no password")
	}
}

// needed reports a key that a mode needs and nobody gave. A key that was given
// and is wrong has its own finding.
func (l *loader) needed(modeKey, mode, key string, set bool) {
	_, given := l.origin(key)
	_, givenFile := l.origin(key + "_file")
	if !set && !given && !givenFile {
		at, _ := l.origin(modeKey)
		l.errorf("config-value", at.at, "", "%s %s needs %s", modeKey, mode, key)
	}
}
