package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	flag "github.com/spf13/pflag"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/eval"
	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/text"
)

// asks tells writers how well example questions find their nodes.
func asks(_ context.Context, e env, fs *flag.FlagSet, args []string) int {
	lang := fs.String("lang", "", "only this locale")
	node := fs.String("node", "", "list the asks of this node that would not find it")
	try := fs.String("try", "", "a new ask: say what it finds and, with --node, what it would move")
	files := fs.StringArray("messages", nil, "labelled messages (JSON lines) to look at instead of the asks; may be given again")
	if code, ok := parse(e, fs, args, 1); !ok {
		return code
	}
	b, code := buildContent(e, fs.Arg(0))
	if b == nil {
		return code
	}
	locales := b.Locales()
	if *lang != "" {
		i, ok := b.Locale(*lang)
		if !ok {
			return fail(e, "asks: there is no locale %q", *lang)
		}
		locales = locales[i : i+1]
	}
	if _, ok := b.Node(dialog.NodeID(*node)); *node != "" && !ok {
		return fail(e, "asks: there is no node %q", *node)
	}
	if *try != "" && len(locales) > 1 {
		return fail(e, "asks: say with --lang in which language the new ask is")
	}
	for _, locale := range locales {
		i, _ := b.Locale(locale)
		messages, err := readMessages(*files, locale)
		if err != nil {
			return fail(e, "asks: %s", err)
		}
		switch {
		case *try != "":
			tryAsk(e.stdout, b.Index(i), *try, *node, messages)
		case len(*files) > 0:
			unreadWords(e.stdout, b.Index(i), locale, messages)
		case *node != "":
			lostAsks(e.stdout, b, i, dialog.NodeID(*node))
		default:
			askTable(e.stdout, b, i)
		}
	}
	return exitOK
}

// readMessages reads the texts of a locale.
func readMessages(files []string, locale string) ([]string, error) {
	var out []string
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("the file %q cannot be opened", name)
		}
		list, err := eval.Read(f)
		_ = f.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for i := range list {
			if list[i].Lang == locale {
				out = append(out, list[i].Text)
			}
		}
	}
	return out, nil
}

// askTable prints how many asks of each node find it when each is left out.
func askTable(w io.Writer, b *dialog.Bundle, locale int) {
	tallies := b.TryAsks(locale)
	right, total := 0, 0
	for i := range tallies {
		right += tallies[i].Right
		total += tallies[i].Total
	}
	c := b.Index(locale).Cuts()
	fmt.Fprintf(w, "%s: %d asks of %d nodes; left out, %.1f%% find their node\n", b.Locales()[locale], total, len(tallies), 100*float64(right)/float64(max(1, total)))
	fmt.Fprintf(w, "  answered from %.2f with a lead of %.2f, suggested from %.2f (derived from %d asks)\n", c.Answer, c.Margin, c.Suggest, c.Asks)
	for i := range tallies {
		t := &tallies[i]
		fmt.Fprintf(w, "  %3.0f%%  %3d/%-3d  %s", 100*t.Share(), t.Right, t.Total, t.Node)
		if rival := t.Rival(); rival != "" {
			fmt.Fprintf(w, " (%d lead to %s)", t.Elsewhere[rival], rival)
		}
		fmt.Fprintln(w)
	}
}

// lostAsks lists the asks of a node that would not find it.
func lostAsks(w io.Writer, b *dialog.Bundle, locale int, node dialog.NodeID) {
	for _, t := range b.TryAsks(locale) {
		if t.Node != node {
			continue
		}
		fmt.Fprintf(w, "%s: %d of %d asks of %s find it when left out; these do not:\n", b.Locales()[locale], t.Right, t.Total, node)
		for _, l := range t.Lost {
			fmt.Fprintf(w, "  %-20s %s\n", cmp.Or(string(l.First), "nothing"), l.Text)
		}
	}
}

// tryAsk says what a new ask finds today and which messages it would move.
func tryAsk(w io.Writer, ix *match.Index, ask, node string, messages []string) {
	r := ix.Find(text.Scan(ask))
	fmt.Fprintf(w, "today: %s\n", r.Decision)
	for _, c := range r.Candidates[:r.N] {
		fmt.Fprintf(w, "  %.2f %s: %s\n", c.Score, c.ID, ix.AskText(c.Ask))
	}
	if node == "" {
		return
	}
	what := "messages"
	if messages == nil {
		what = "asks"
		for _, a := range ix.Asks() {
			messages = append(messages, a.Text)
		}
	}
	scanned := make([]text.Message, len(messages))
	for i, m := range messages {
		scanned[i] = text.Scan(m)
	}
	moves := ix.Moved(match.Ask{ID: node, Text: ask}, scanned)
	fmt.Fprintf(w, "at %s it would move %d of %d %s\n", node, len(moves), len(messages), what)
	for _, m := range moves {
		fmt.Fprintf(w, "  from %s to %s: %s\n", cmp.Or(m.From, "nothing"), cmp.Or(m.To, "nothing"), messages[m.Message])
	}
}

// mostWords is how many words are listed.
const mostWords = 100

// unreadWords lists the words of messages that no ask has, the most frequent
// first.
func unreadWords(w io.Writer, ix *match.Index, locale string, messages []string) {
	count := map[string]int{}
	for _, m := range messages {
		for _, word := range ix.Unread(text.Scan(m)) {
			count[word]++
		}
	}
	words := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	fmt.Fprintf(w, "%s: %d words of %d messages stand in no ask\n", locale, len(words), len(messages))
	for _, word := range words[:min(len(words), mostWords)] {
		fmt.Fprintf(w, "  %4d %s\n", count[word], word)
	}
}
