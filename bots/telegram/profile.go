package telegram

import (
	"context"
	"slices"
	"strings"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// groupCommands are those that are of use in a group: each leads to a private
// chat.
var groupCommands = []string{dialog.CommandHelp, dialog.CommandStart}

// profile writes what Telegram shows of the bot, in every language: the commands,
// and the texts before a chat begins. Each is read first and written only when it
// changed: Telegram limits the writing strictly.
func (b *Bot) profile(ctx context.Context) error {
	bundle := b.o.Handler.Release().Bundle()
	for i, locale := range bundle.Locales() {
		word := func(key string) string { return bundle.Word(i, key) }
		languages := []string{locale[:2]}
		if i == 0 {
			languages = append(languages, "") // for everyone else
		}
		for _, language := range languages {
			if err := b.describe(ctx, language, word); err != nil {
				return err
			}
			for _, s := range []struct {
				scope models.BotCommandScope
				list  []string
			}{
				{&models.BotCommandScopeAllPrivateChats{}, commands},
				{&models.BotCommandScopeAllGroupChats{}, groupCommands},
			} {
				if err := b.listCommands(ctx, s.scope, language, s.list, word); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (b *Bot) listCommands(ctx context.Context, scope models.BotCommandScope, language string, list []string, word func(string) string) error {
	var want []models.BotCommand
	for _, c := range list {
		name := strings.TrimPrefix(c, "/")
		want = append(want, models.BotCommand{Command: name, Description: word("command-" + name)})
	}
	have, err := b.api.GetMyCommands(ctx, &bot.GetMyCommandsParams{Scope: scope, LanguageCode: language})
	if err != nil || slices.Equal(have, want) {
		return err
	}
	_, err = b.api.SetMyCommands(ctx, &bot.SetMyCommandsParams{Commands: want, Scope: scope, LanguageCode: language})
	return err
}

func (b *Bot) describe(ctx context.Context, language string, word func(string) string) error {
	long, err := b.api.GetMyDescription(ctx, &bot.GetMyDescriptionParams{LanguageCode: language})
	if err != nil {
		return err
	}
	if want := word("telegram-description"); long.Description != want {
		if _, err := b.api.SetMyDescription(ctx, &bot.SetMyDescriptionParams{Description: want, LanguageCode: language}); err != nil {
			return err
		}
	}
	short, err := b.api.GetMyShortDescription(ctx, &bot.GetMyShortDescriptionParams{LanguageCode: language})
	if err != nil {
		return err
	}
	if want := word("telegram-short"); short.ShortDescription != want {
		_, err = b.api.SetMyShortDescription(ctx, &bot.SetMyShortDescriptionParams{ShortDescription: want, LanguageCode: language})
	}
	return err
}
