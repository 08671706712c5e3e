package discordtest

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

// elsewhere sends what is meant for discord.com to the fake.
type elsewhere struct{ s *Server }

func (e elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	again := r.Clone(r.Context())
	again.URL.Scheme, again.URL.Host = "http", strings.TrimPrefix(e.s.URL(), "http://")
	return http.DefaultTransport.RoundTrip(again)
}

func client(t testing.TB, s *Server) *discordgo.Session {
	t.Helper()
	d, err := discordgo.New("Bot " + s.Token())
	if err != nil {
		t.Fatal(err)
	}
	d.Client = &http.Client{Transport: elsewhere{s}, Timeout: soon}
	d.ShouldReconnectOnError = false
	d.LogLevel = -1
	return d
}

var clientCommands = []*discordgo.ApplicationCommand{
	{
		Name: "ask", Description: "Ask",
		Contexts:         &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM},
		IntegrationTypes: &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall},
		Options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionString, Name: "question", Description: "What", Required: true},
		},
		NameLocalizations: &map[discordgo.Locale]string{discordgo.SpanishLATAM: "preguntar"},
	},
	{Name: "form", Description: "Form", DefaultMemberPermissions: new(int64)},
	{Name: "Report", Type: discordgo.MessageApplicationCommand},
}

// respond is a small bot: the same for both ways.
func respond(i *discordgo.Interaction) *discordgo.InteractionResponse {
	data := &discordgo.InteractionResponseData{
		AllowedMentions: &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}},
	}
	switch i.Type {
	case discordgo.InteractionApplicationCommand:
		if i.ApplicationCommandData().Name == "form" {
			return &discordgo.InteractionResponse{Type: discordgo.InteractionResponseModal, Data: &discordgo.InteractionResponseData{
				CustomID: "m", Title: "Form", Components: []discordgo.MessageComponent{discordgo.ActionsRow{Components: []discordgo.MessageComponent{
					discordgo.TextInput{CustomID: "q", Label: "Q", Style: discordgo.TextInputShort, Required: true},
				}}},
			}}
		}
		data.Content, data.Flags = "What is it about?", discordgo.MessageFlagsEphemeral
		data.Embeds = []*discordgo.MessageEmbed{{Title: "Help", Description: "now", Fields: []*discordgo.MessageEmbedField{{Name: "a", Value: "b"}}}}
		data.Components = []discordgo.MessageComponent{
			discordgo.ActionsRow{Components: []discordgo.MessageComponent{
				discordgo.Button{Label: "Signs", Style: discordgo.PrimaryButton, CustomID: "v1:signs"},
				discordgo.Button{Label: "Site", Style: discordgo.LinkButton, URL: "https://example.org"},
			}},
			discordgo.ActionsRow{Components: []discordgo.MessageComponent{
				discordgo.SelectMenu{CustomID: "age", Options: []discordgo.SelectMenuOption{{Label: "Six", Value: "6"}}},
			}},
		}
		return &discordgo.InteractionResponse{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: data}
	case discordgo.InteractionModalSubmit:
		data.Content = "Thanks"
		return &discordgo.InteractionResponse{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: data}
	}
	data.Content = "Pressed"
	return &discordgo.InteractionResponse{Type: discordgo.InteractionResponseUpdateMessage, Data: data}
}

// conversation is the same by both ways.
func conversation(t *testing.T, s *Server) {
	t.Helper()
	general := s.Guild("100").Channel("general")
	parent := s.User("200", "es-419")
	parent.Administer(general)
	i, err := parent.Command(general, "ask", map[string]any{"question": "x"})
	if err != nil {
		t.Fatal(err)
	}
	m, err := i.Answer(soon)
	if err != nil || m.Text != "What is it about?\n\nHelp\nnow\n\na\nb" || len(m.Buttons) != 2 || len(m.Selects) != 1 || m.Mentions {
		t.Fatalf("%+v, %v", m, err)
	}
	if i, err = parent.Press(m, "Signs"); err != nil {
		t.Fatal(err)
	}
	if m, err = i.Answer(soon); err != nil || m.Text != "Pressed" {
		t.Fatalf("%+v, %v", m, err)
	}
	if i, err = parent.Command(general, "form", nil); err != nil {
		t.Fatal(err)
	}
	if o, err := i.Done(soon); err != nil || o.Modal == nil {
		t.Fatalf("%+v, %v", o, err)
	}
	if i, err = parent.SubmitModal(i, map[string]any{"Q": "why"}); err != nil {
		t.Fatal(err)
	}
	if m, err := i.Answer(soon); err != nil || m.Text != "Thanks" {
		t.Fatalf("%+v, %v", m, err)
	}
	for _, v := range s.Violations() {
		t.Error("violation: " + v)
	}
}

func register(t *testing.T, s *Server, d *discordgo.Session) {
	t.Helper()
	got, err := d.ApplicationCommandBulkOverwrite(s.ApplicationID(), "", clientCommands)
	if err != nil || len(got) != 3 || got[0].ID == "" {
		t.Fatalf("%v, %v", got, err)
	}
}

func TestClientOverGateway(t *testing.T) {
	s := start(t, Options{})
	d := client(t, s)
	register(t, s, d)
	d.Identify.Intents = discordgo.IntentsDirectMessages
	d.AddHandler(func(d *discordgo.Session, e *discordgo.InteractionCreate) {
		if err := d.InteractionRespond(e.Interaction, respond(e.Interaction)); err != nil {
			t.Error(err)
		}
	})
	d.AddHandler(func(d *discordgo.Session, e *discordgo.MessageCreate) {
		if e.Author.Bot {
			return
		}
		if _, err := d.ChannelMessageSendComplex(e.ChannelID, &discordgo.MessageSend{
			Content: "You wrote", Reference: e.Reference(),
			Components: []discordgo.MessageComponent{discordgo.ActionsRow{Components: []discordgo.MessageComponent{discordgo.Button{Label: "A", CustomID: "a"}}}},
		}); err != nil {
			t.Error(err)
		}
	})
	if err := d.Open(); err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	conversation(t, s)

	parent := s.User("200", "en-US")
	parent.DM("hello")
	m, err := parent.Wait(parent.DMChannel(), 1, soon)
	if err != nil || m.Text != "You wrote" || m.Reply == "" {
		t.Fatalf("%+v, %v", m, err)
	}
	edited := "Changed"
	if _, err := d.ChannelMessageEditComplex(&discordgo.MessageEdit{ID: m.ID, Channel: m.Channel, Content: &edited, Components: &[]discordgo.MessageComponent{}}); err != nil {
		t.Error(err)
	}
	list, err := d.ChannelMessages(m.Channel, 10, "", "1", "")
	if err != nil || len(list) != 2 || list[0].Content != "Changed" {
		t.Errorf("%v %v", list, err)
	}
	if err := d.ChannelMessageDelete(m.Channel, m.ID); err != nil {
		t.Error(err)
	}
	if s.Identifies() != 1 || s.Connected() != 1 {
		t.Errorf("%d identifies, %d connected", s.Identifies(), s.Connected())
	}
	for _, v := range s.Violations() {
		t.Error("violation: " + v)
	}
}

func TestClientResumes(t *testing.T) {
	s := start(t, Options{Unlimited: true})
	d := client(t, s)
	d.ShouldReconnectOnError = true
	d.Identify.Intents = discordgo.IntentsDirectMessages
	heard := make(chan string, 10)
	d.AddHandler(func(_ *discordgo.Session, e *discordgo.MessageCreate) { heard <- e.Content })
	if err := d.Open(); err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	parent := s.User("200", "en-US")
	parent.DM("one")
	if got := <-heard; got != "one" {
		t.Errorf("heard %q", got)
	}
	s.DropTCP()
	if !s.WaitFor(func() bool { return s.Connected() == 0 }, soon) {
		t.Fatal("still connected")
	}
	parent.DM("two")
	if !s.WaitFor(func() bool { return s.Connected() == 1 }, 2*soon) {
		t.Fatal("not connected again")
	}
	if got := <-heard; got != "two" {
		t.Errorf("heard %q", got)
	}
	if got := s.Resumes(); len(got) != 1 || !got[0].OK || s.Identifies() != 1 {
		t.Errorf("%+v, %d identifies", got, s.Identifies())
	}
}

// endpoint is a bot that checks what it gets, built of discordgo's check.
func endpoint(t *testing.T, s *Server) *httptest.Server {
	t.Helper()
	key := mustHex(s.PublicKey())
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		body, err := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if err != nil || !discordgo.VerifyInteraction(r, key) || !fresh(r.Header.Get("X-Signature-Timestamp"), s.now()) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var i discordgo.Interaction
		mustUnmarshal(body, &i)
		w.Header().Set("Content-Type", "application/json")
		if i.Type == discordgo.InteractionPing {
			_, _ = w.Write([]byte(`{"type":1}`))
			return
		}
		_, _ = w.Write(encode(respond(&i)))
	}))
	t.Cleanup(web.Close)
	return web
}

func TestClientOverHTTP(t *testing.T) {
	s := start(t, Options{})
	register(t, s, client(t, s))
	s.SetEndpoint(endpoint(t, s).URL)
	for _, p := range Probes() {
		if err := s.Probe(p); err != nil {
			t.Error(err)
		}
	}
	conversation(t, s)
	if s.Identifies() != 0 {
		t.Error("a bot with an endpoint needs no gateway")
	}
}

func TestClientMeets429(t *testing.T) {
	s := start(t, Options{})
	d := client(t, s)
	s.Fail(Fault{Kind: TooMany, RetryAfter: 10 * time.Millisecond, Times: 1})
	if _, err := d.User("@me"); err != nil {
		t.Error(err)
	}
	if n := s.Calls("GET /users/@me"); n != 2 {
		t.Errorf("%d calls, want 2", n)
	}
	s.Fail(Fault{Kind: Unauthorized, Times: 1})
	var refused *discordgo.RESTError
	if _, err := d.User("@me"); !errors.As(err, &refused) || refused.Response.StatusCode != 401 {
		t.Errorf("%v", err)
	}
}
