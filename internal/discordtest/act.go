package discordtest

import (
	"fmt"
	"slices"
	"strings"
)

// Command gives a slash command that the bot registered. The name of a subcommand
// follows after a space. Options are text, bool, int or float64, by name.
func (u *User) Command(where *Channel, name string, options map[string]any) (*Interaction, error) {
	return u.typed(where, name, options, "", commandInteraction)
}

// Autocomplete types into an option, of a command whose other options may be filled in;
// see Outcome.Choices.
func (u *User) Autocomplete(where *Channel, name, option, typed string, others map[string]any) (*Interaction, error) {
	options := map[string]any{option: typed}
	for name, v := range others {
		options[name] = v
	}
	return u.typed(where, name, options, option, completionInteraction)
}

func (u *User) typed(where *Channel, name string, options map[string]any, focused string, kind int) (*Interaction, error) {
	s := u.s
	s.mu.Lock()
	words := strings.Fields(name)
	c, err := s.usable(u, where, words[0], slashCommand)
	var i *Interaction
	if err == nil {
		var filled []any
		if filled, err = fillIn(c.object, words[1:], options, focused); err == nil {
			i = s.open(kind, u, where, c.data(filled))
		}
	}
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	s.deliver(i)
	return i, nil
}

func (c command) data(options []any) object {
	out := object{"id": c.id, "name": c.name, "type": c.kind}
	if len(options) > 0 {
		out["options"] = options
	}
	if guild := str(c.object, "guild_id"); guild != "" {
		out["guild_id"] = guild
	}
	return out
}

// usable finds a command that the person's client offers there. The caller holds mu.
func (s *Server) usable(u *User, where *Channel, name string, kind int) (command, error) {
	scopes := []string{""}
	if where.guild != nil {
		scopes = []string{where.guild.id, ""}
	}
	for _, scope := range scopes {
		for _, c := range s.commands[scope] {
			if c.name == name && c.kind == kind {
				return c, c.offered(u, where)
			}
		}
	}
	return command{}, fmt.Errorf("the bot registered no command %q of type %d", name, kind)
}

// offered says why a command is not shown to a person in a channel, if it is not.
func (c command) offered(u *User, where *Channel) error {
	at := where.context()
	contexts, restricted := c.object["contexts"].([]any)
	if restricted && !slices.ContainsFunc(contexts, func(v any) bool { n, _ := wholeOf(v); return n == at }) {
		return fmt.Errorf("the command %q is not for context %d", c.name, at)
	}
	if c.object["dm_permission"] == false && where.guild == nil {
		return fmt.Errorf("the command %q is not for direct messages", c.name)
	}
	if c.object["default_member_permissions"] != nil && where.guild != nil && !where.guild.admins[u] {
		return fmt.Errorf("the command %q is for those with permissions", c.name)
	}
	if where.absent() {
		types, listed := c.object["integration_types"].([]any)
		forUsers := listed && slices.ContainsFunc(types, func(v any) bool { n, _ := wholeOf(v); return n == 1 })
		if !u.installed || !forUsers {
			return fmt.Errorf("the bot is not there, and the person has not installed it")
		}
	}
	return nil
}

// fillIn is the options of a command as an interaction holds them.
func fillIn(o object, path []string, options map[string]any, focused string) ([]any, error) {
	declared := list(o, "options")
	if len(path) > 0 {
		for _, v := range declared {
			option := v.(object)
			if str(option, "name") == path[0] && whole(option, "type") <= subcommandGroup {
				inner, err := fillIn(option, path[1:], options, focused)
				return []any{object{"name": path[0], "type": whole(option, "type"), "options": inner}}, err
			}
		}
		return nil, fmt.Errorf("the command has no subcommand %q", path[0])
	}
	var out []any
	known := map[string]bool{}
	for _, v := range declared {
		option := v.(object)
		name := str(option, "name")
		known[name] = true
		value, given := options[name]
		if !given {
			if flag(option, "required") && focused == "" {
				return nil, fmt.Errorf("the option %q is required", name)
			}
			continue
		}
		if err := allowed(option, value, name == focused); err != nil {
			return nil, err
		}
		filled := object{"name": name, "type": whole(option, "type"), "value": value}
		if name == focused {
			filled["focused"] = true
		}
		out = append(out, filled)
	}
	for name := range options {
		if !known[name] {
			return nil, fmt.Errorf("the command has no option %q", name)
		}
	}
	return out, nil
}

// allowed says whether a client lets a value through.
func allowed(option object, value any, focused bool) error {
	name := str(option, "name")
	if focused {
		if !flag(option, "autocomplete") {
			return fmt.Errorf("the option %q has no autocomplete", name)
		}
		return nil
	}
	choices := list(option, "choices")
	if len(choices) > 0 && !slices.ContainsFunc(choices, func(v any) bool {
		return fmt.Sprint(v.(object)["value"]) == fmt.Sprint(value)
	}) {
		return fmt.Errorf("the option %q has no choice %v", name, value)
	}
	if said, ok := value.(string); ok {
		n := len([]rune(said))
		if most, limited := wholeOf(option["max_length"]); n < whole(option, "min_length") || limited && n > most {
			return fmt.Errorf("the option %q has %d characters", name, n)
		}
	}
	return nil
}

// Press presses the button of that label under a message.
func (u *User) Press(m Message, label string) (*Interaction, error) {
	return u.use(m, func(shown Message) (object, error) {
		var labels []string
		for _, b := range shown.Buttons {
			labels = append(labels, b.Label)
			switch {
			case b.Label != label:
			case b.Disabled:
				return nil, fmt.Errorf("the button %q is disabled", label)
			case b.CustomID == "":
				return nil, fmt.Errorf("the button %q tells the bot nothing", label)
			default:
				return object{"component_type": componentButton, "custom_id": b.CustomID}, nil
			}
		}
		return nil, fmt.Errorf("message %s has no button %q; it has %q", m.ID, label, labels)
	})
}

// PressData presses a button that holds this custom id, whether it is still there or not.
func (u *User) PressData(m Message, customID string) (*Interaction, error) {
	return u.use(m, func(Message) (object, error) {
		return object{"component_type": componentButton, "custom_id": customID}, nil
	})
}

// Select chooses options, by value or label, of the first list that has them all.
func (u *User) Select(m Message, values ...string) (*Interaction, error) {
	return u.use(m, func(shown Message) (object, error) {
		for _, list := range shown.Selects {
			chosen := list.pick(values)
			if len(chosen) != len(values) || len(values) < list.Min || len(values) > list.Max || list.Disabled {
				continue
			}
			return object{"component_type": componentStringSelect, "custom_id": list.CustomID, "values": chosen}, nil
		}
		return nil, fmt.Errorf("message %s has no list from which %q can be chosen", m.ID, values)
	})
}

func (l Select) pick(wanted []string) []any {
	var out []any
	for _, w := range wanted {
		for _, o := range l.Options {
			if o.Value == w || o.Label == w {
				out = append(out, o.Value)
				break
			}
		}
	}
	return out
}

// use makes the interaction of a component of a message that the person sees.
func (u *User) use(m Message, choose func(Message) (object, error)) (*Interaction, error) {
	s := u.s
	s.mu.Lock()
	i, err := u.useLocked(m, choose)
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	s.deliver(i)
	return i, nil
}

func (u *User) useLocked(m Message, choose func(Message) (object, error)) (*Interaction, error) {
	where, source := u.sees(m)
	if source == nil {
		return nil, fmt.Errorf("message %s is not there", m.ID)
	}
	data, err := choose(source.public(u.s))
	if err != nil {
		return nil, err
	}
	walk(source.parts, nil, func(c object, _ []string) {
		if c["custom_id"] == data["custom_id"] {
			data["id"] = whole(c, "id")
		}
	})
	i := u.s.open(componentInteraction, u, where, data)
	i.source = source
	i.about("message", source.wire(u.s))
	return i, nil
}

// sees finds a message that the person sees. The caller holds mu.
func (u *User) sees(m Message) (*Channel, *message) {
	where := u.s.channels[m.Channel]
	if where == nil {
		return nil, nil
	}
	for _, other := range where.messages {
		if other.id == m.ID && other.visible(u) {
			return where, other
		}
	}
	if u.last != nil && u.last.id == m.ID && u.last.visible(u) {
		return where, u.last
	}
	return where, nil
}

// SubmitModal fills in the form with which an interaction was answered. Values are text
// or []string, by custom id or label.
func (u *User) SubmitModal(i *Interaction, values map[string]any) (*Interaction, error) {
	s := u.s
	s.mu.Lock()
	next, err := i.submit(u, values)
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	s.deliver(next)
	return next, nil
}

func (i *Interaction) submit(u *User, values map[string]any) (*Interaction, error) {
	if i.modal == nil || i.user != u {
		return nil, fmt.Errorf("there is no form to fill in")
	}
	data, err := i.modal.fill(values)
	if err != nil {
		return nil, err
	}
	next := i.s.open(modalInteraction, u, i.channel, data)
	next.cause, next.source = i, i.source
	if i.source != nil {
		next.about("message", i.source.wire(i.s))
	}
	return next, nil
}

// ContextCommand uses a message command that the bot registered on a message.
func (u *User) ContextCommand(m Message, name string) (*Interaction, error) {
	s := u.s
	s.mu.Lock()
	i, err := u.onMessage(m, name)
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	s.deliver(i)
	return i, nil
}

func (u *User) onMessage(m Message, name string) (*Interaction, error) {
	where, target := u.sees(m)
	if target == nil {
		return nil, fmt.Errorf("message %s is not there", m.ID)
	}
	c, err := u.s.usable(u, where, name, messageCommand)
	if err != nil {
		return nil, err
	}
	data := c.data(nil)
	data["target_id"] = target.id
	data["resolved"] = object{"messages": object{target.id: target.wire(u.s)}}
	i := u.s.open(commandInteraction, u, where, data)
	i.target = target
	return i, nil
}
