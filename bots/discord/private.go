package discord

import (
	"context"
	"strconv"
	"time"

	"github.com/porchlight-chat/porchlight/internal/store"
)

// greetTime is how long a greeting may take: what the person says next waits for it,
// danger too.
const greetTime = 2 * time.Second

// goPrivate greets a person in the direct messages, because they tapped the button that
// asks for it, and says where they are whether that was possible. What was talked about
// is not shown there: a notification may be seen by others.
func (b *Bot) goPrivate(ctx context.Context, i *interaction, from customID) answer {
	ctx, cancel := context.WithTimeout(ctx, greetTime)
	defer cancel()
	key := "discord-private-closed"
	switch b.greet(ctx, i, from).verdict {
	case accepted:
		key = "discord-private-opened"
	case again, refused:
		key = "discord-later"
	}
	m := newMessage(escaped(b.word(from.locale, key)), nil)
	if !i.private() {
		m.Flags |= ephemeral
	}
	return answer{callback: callback{answerMessage, m}}
}

// greet sends the first words, and notes them for /bye.
func (b *Bot) greet(ctx context.Context, i *interaction, from customID) judged {
	to, out := b.direct(ctx, i.person())
	if out.verdict != accepted {
		return out
	}
	r := b.o.Handler.Greet(b.locale(from.locale), from.country)
	m, _ := b.compose(&r, setting{country: from.country})
	m.Nonce, m.Once = "p"+string(i.ID), true
	var made sent
	if out = b.api.do(ctx, "POST", "channels/"+to+"/messages", m, nil, &made); out.verdict != accepted {
		return out
	}
	at := newPlace(text(to), made.ID)
	s := b.o.Handler.Open(ctx, channel, chat(i.person()))
	defer s.Close()
	s.SetNotes(readNotes(s.Notes()).add(strconv.FormatUint(at.message, 10)).bytes())
	var batch store.Batch
	s.Keep(&batch)
	b.mark(&batch, i.person(), bookmark{at.channel, b.bookmarks.upTo(i.person(), at.message)})
	b.o.Handler.Commit(ctx, batch)
	return out
}
