package telegramtest

import "encoding/json"

// The profile is what the bot says of itself, each by language, "" for all others.
type profile struct {
	names, descriptions, shorts map[string]string
	commands                    map[string]json.RawMessage // by scope and language
	menus                       map[int64]json.RawMessage  // by chat, 0 for all others
}

func (p *profile) init() {
	p.names, p.descriptions, p.shorts = map[string]string{}, map[string]string{}, map[string]string{}
	p.commands = map[string]json.RawMessage{}
	p.menus = map[int64]json.RawMessage{}
}

const botName = "Test bot"

func (p *profile) ownName() string {
	if name := p.names[""]; name != "" {
		return name
	}
	return botName
}

type wireMe struct {
	wireUser
	JoinsGroups bool `json:"can_join_groups"`
	ReadsGroups bool `json:"can_read_all_group_messages"`
	Inline      bool `json:"supports_inline_queries"`
}

func (s *Server) getMe(*request) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return wireMe{*s.bot(), true, s.opts.ReadsGroups, false}, nil
}

// closeBot is for close and logOut, which need nothing done.
func (s *Server) closeBot(*request) (any, *apiError) { return true, nil }

// keep stores a text in a language; an empty one removes it.
func (s *Server) keep(texts map[string]string, r *request, name string) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	lang := r.text("language_code")
	if text := r.text(name); text != "" {
		texts[lang] = text
	} else {
		delete(texts, lang)
	}
	return true, nil
}

// kept is the text of a language, or else the one for all languages.
func (s *Server) kept(texts map[string]string, r *request, name string) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, ok := texts[r.text("language_code")]
	if !ok {
		text = texts[""]
	}
	if name == "name" && text == "" {
		text = botName
	}
	return map[string]string{name: text}, nil
}

func (s *Server) setMyName(r *request) (any, *apiError) {
	return s.keep(s.profile.names, r, "name")
}

func (s *Server) getMyName(r *request) (any, *apiError) {
	return s.kept(s.profile.names, r, "name")
}

func (s *Server) setMyDescription(r *request) (any, *apiError) {
	return s.keep(s.profile.descriptions, r, "description")
}

func (s *Server) getMyDescription(r *request) (any, *apiError) {
	return s.kept(s.profile.descriptions, r, "description")
}

func (s *Server) setMyShortDescription(r *request) (any, *apiError) {
	return s.keep(s.profile.shorts, r, "short_description")
}

func (s *Server) getMyShortDescription(r *request) (any, *apiError) {
	return s.kept(s.profile.shorts, r, "short_description")
}

// scope names the place that a list of commands is for.
func scope(r *request) string {
	name := string(r.json("scope"))
	if name == "" {
		name = `{"type":"default"}`
	}
	return name + r.text("language_code")
}

func (s *Server) setMyCommands(r *request) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.profile.commands[scope(r)] = r.json("commands")
	return true, nil
}

func (s *Server) getMyCommands(r *request) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if list := s.profile.commands[scope(r)]; list != nil {
		return list, nil
	}
	return []byte("[]"), nil
}

func (s *Server) deleteMyCommands(r *request) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.profile.commands, scope(r))
	return true, nil
}

func (s *Server) setChatMenuButton(r *request) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.profile.menus[r.number("chat_id")] = r.json("menu_button")
	return true, nil
}

func (s *Server) getChatMenuButton(r *request) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, chat := range []int64{r.number("chat_id"), 0} {
		if menu := s.profile.menus[chat]; menu != nil {
			return menu, nil
		}
	}
	return map[string]string{"type": "commands"}, nil
}
