package telegramtest

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

func client(t *testing.T, s *Server) *bot.Bot {
	t.Helper()
	b, err := bot.New(s.Token(), bot.WithServerURL(s.URL()))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.Black, color.White})); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// TestLibrary talks to the fake as the bot does.
func TestLibrary(t *testing.T) {
	ctx := t.Context()
	s := start(t, Options{Unlimited: true})
	b := client(t, s)
	p := s.Person(1, "es")
	p.Start("")

	me, err := b.GetMe(ctx)
	if err != nil || !me.IsBot || me.Username != defaultUsername || me.ID != 123456789 {
		t.Fatalf("getMe: %+v %v", me, err)
	}
	keyboard := func(label string) models.InlineKeyboardMarkup {
		return models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{{{Text: label, CallbackData: "a"}}, {{Text: "Web", URL: "https://example.org"}}}}
	}
	disabled := true
	sent, err := b.SendMessage(ctx, &bot.SendMessageParams{
		ChatID: int64(1), Text: "bold 🎲 plain",
		Entities:           []models.MessageEntity{{Type: models.MessageEntityTypeBold, Length: 7}},
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: &disabled},
		ReplyMarkup:        keyboard("Go"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if sent.Text != "bold 🎲 plain" || len(sent.Entities) != 1 || sent.ReplyMarkup.InlineKeyboard[0][0].CallbackData != "a" {
		t.Errorf("sent %+v", sent)
	}
	if _, err := b.EditMessageText(ctx, &bot.EditMessageTextParams{ChatID: int64(1), MessageID: sent.ID, Text: "edited", ReplyMarkup: keyboard("On")}); err != nil {
		t.Error(err)
	}
	photo, err := b.SendPhoto(ctx, &bot.SendPhotoParams{ChatID: int64(1), Caption: "a picture", Photo: &models.InputFileUpload{Filename: "a.png", Data: bytes.NewReader(picture(t, 40, 30))}})
	if err != nil {
		t.Fatal(err)
	}
	if len(photo.Photo) != 1 || photo.Photo[0].Width != 40 {
		t.Errorf("photo %+v", photo.Photo)
	}
	if _, err := b.SendPhoto(ctx, &bot.SendPhotoParams{ChatID: int64(1), Photo: &models.InputFileString{Data: photo.Photo[0].FileID}}); err != nil {
		t.Error(err)
	}
	list := p.Messages()
	if got := list[1]; got.Text != "edited" || got.Edits != 1 || got.Entities != nil || len(got.Keyboard) != 2 || got.Keyboard[0][0] != (Button{"On", "a", ""}) {
		t.Errorf("the phone shows %+v", got)
	}
	if !list[2].Photo || list[2].Caption != "a picture" {
		t.Errorf("the phone shows %+v", list[2])
	}
	if _, err := b.DeleteMessages(ctx, &bot.DeleteMessagesParams{ChatID: int64(1), MessageIDs: []int{1, 2, 3}}); err != nil {
		t.Error(err)
	}
	if n := len(p.Messages()); n != 1 {
		t.Errorf("%d messages are left, want 1", n)
	}
	clean(t, s)
}

func TestLibraryErrors(t *testing.T) {
	ctx := t.Context()
	s := start(t, Options{Unlimited: true})
	b := client(t, s)
	s.Person(1, "en").Start("")
	s.Fail(Fault{Kind: TooMany, RetryAfter: 3, Times: 1})
	_, err := b.SendMessage(ctx, &bot.SendMessageParams{ChatID: int64(1), Text: "x"})
	if limited, ok := errors.AsType[*bot.TooManyRequestsError](err); !ok || limited.RetryAfter != 3 {
		t.Errorf("%v", err)
	}
	for name, size := range map[string][2]int{"narrow": {2100, 100}, "wide": {9000, 1001}} {
		_, err = b.SendPhoto(ctx, &bot.SendPhotoParams{ChatID: int64(1), Photo: &models.InputFileUpload{Filename: "a.png", Data: bytes.NewReader(picture(t, size[0], size[1]))}})
		if err == nil || !strings.Contains(err.Error(), "PHOTO_INVALID_DIMENSIONS") {
			t.Errorf("%s photo: %v", name, err)
		}
	}
	_, err = b.SendPhoto(ctx, &bot.SendPhotoParams{ChatID: int64(1), Photo: &models.InputFileUpload{Filename: "a.png", Data: strings.NewReader("no picture")}})
	if err == nil || !strings.Contains(err.Error(), "IMAGE_PROCESS_FAILED") {
		t.Errorf("no picture: %v", err)
	}
	_, err = b.SendDocument(ctx, &bot.SendDocumentParams{ChatID: int64(1), Document: &models.InputFileUpload{Filename: "a.txt", Data: strings.NewReader("text")}})
	if err != nil {
		t.Error(err)
	}
	if _, err = b.EditMessageMedia(ctx, &bot.EditMessageMediaParams{ChatID: int64(1), MessageID: 2, Media: &models.InputMediaPhoto{
		Media: "attach://b.png", Caption: "b", MediaAttachment: bytes.NewReader(picture(t, 5, 5)),
	}}); err != nil {
		t.Error(err)
	}
}

func TestUploadSizes(t *testing.T) {
	s := start(t, Options{Unlimited: true})
	b := client(t, s)
	s.Person(1, "en").Start("")
	upload := func(n int) models.InputFile {
		return &models.InputFileUpload{Filename: "a", Data: io.MultiReader(strings.NewReader("RIFF"), io.LimitReader(zeros{}, int64(n-4)))}
	}
	photo := func(n int) error {
		_, err := b.SendPhoto(t.Context(), &bot.SendPhotoParams{ChatID: int64(1), Photo: upload(n)})
		return err
	}
	document := func(n int) error {
		_, err := b.SendDocument(t.Context(), &bot.SendDocumentParams{ChatID: int64(1), Document: upload(n)})
		return err
	}
	for _, err := range []error{photo(maxPhoto), document(maxPhoto + 1)} {
		if err != nil {
			t.Error(err)
		}
	}
	clean(t, s)
	for _, err := range []error{photo(maxPhoto + 1), document(maxUpload + 1)} {
		if err == nil || !strings.Contains(err.Error(), "Request Entity Too Large") {
			t.Errorf("too large: %v", err)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// TestConversation is a whole exchange with the person's side first.
func TestConversation(t *testing.T) {
	s := start(t, Options{})
	p := s.Person(1, "en")
	go func() {
		if p.Wait(1, time.Second) == nil {
			list := p.Messages()
			_, _ = p.Tap(list[len(list)-1].ID, "Go")
		}
	}()
	p.Start("hello")
	offset := int64(0)
	for range 2 {
		for _, u := range updates(t, s, fmt.Sprintf(`{"offset":%d,"timeout":5}`, offset)) {
			offset = u.ID + 1
			switch {
			case u.Message != nil:
				ok(t, s, "sendMessage", `{"chat_id":1,"text":"Hello","reply_markup":{"inline_keyboard":[[{"text":"Go","callback_data":"go"}]]}}`)
			case u.Callback != nil:
				ok(t, s, "answerCallbackQuery", fmt.Sprintf(`{"callback_query_id":%q}`, u.Callback.ID))
				ok(t, s, "editMessageText", `{"chat_id":1,"message_id":2,"text":"Gone"}`)
			}
		}
	}
	if !p.WaitFor(func(list []Message) bool { return list[len(list)-1].Text == "Gone" }, time.Second) {
		t.Errorf("the phone shows %+v", p.Messages())
	}
	if got := s.Accepted(1); len(got) != 1 {
		t.Errorf("%d messages accepted, want 1: an edit is none", len(got))
	}
	clean(t, s)
}
