package ops

import "log/slog"

// Event is the code of a log line; it is the line's whole message.
type Event string

// The events. Each one's sentence is in Events.
const (
	Starting        Event = "starting"
	Ready           Event = "ready"
	Stopping        Event = "stopping"
	Stopped         Event = "stopped"
	StopOverdue     Event = "stop-overdue"
	ListenFailed    Event = "listen-failed"
	ConfigWarning   Event = "config-warning"
	TurnDone        Event = "turn-done"
	TurnSlow        Event = "turn-slow"
	TurnPanic       Event = "turn-panic"
	SendRetried     Event = "send-retried"
	SendFailed      Event = "send-failed"
	DangerSendLate  Event = "danger-send-late"
	InputRefused    Event = "input-refused"
	InputLimited    Event = "input-limited"
	StoreLoadFailed Event = "store-load-failed"
	StoreSaveFailed Event = "store-save-failed"
	EraseFailed     Event = "erase-failed"
	StoreRecovered  Event = "store-recovered"
	ReloadDone      Event = "reload-done"
	ReloadRefused   Event = "reload-refused"
	WatchFailed     Event = "watch-failed"
	DraftsServed    Event = "drafts-served"
	ReviewDue       Event = "review-due"
	HotlineDue      Event = "hotline-due"
	ReplyWithheld   Event = "reply-withheld"
	SafeMode        Event = "safe-mode"
	PlatformReached Event = "platform-reached"
	PlatformLost    Event = "platform-lost"
	PlatformTaken   Event = "platform-conflict"
	PlatformRefused Event = "platform-refused"
	PlatformEmpty   Event = "platform-spent"
	ShardsRefused   Event = "platform-shards"
	VersionRefused  Event = "platform-version"
	IntentsRefused  Event = "platform-intents"
	ProfileFailed   Event = "profile-failed"
	OutboxUnread    Event = "outbox-unread"
	LibraryMessage  Event = "library-message"
	Unlisted        Event = "unlisted"
)

// EventInfo says what an event means and how loud it is.
type EventInfo struct {
	Event Event
	Level slog.Level // error wakes someone, warn is looked at weekly
	Means string
}

// Events lists all events.
func Events() []EventInfo {
	return []EventInfo{
		{Starting, slog.LevelInfo, "The program has read its configuration and is starting."},
		{Ready, slog.LevelInfo, "Content is loaded and every channel is open."},
		{Stopping, slog.LevelInfo, "The program was asked to stop and finishes what was begun."},
		{Stopped, slog.LevelInfo, "Everything was finished and closed."},
		{StopOverdue, slog.LevelWarn, "Stopping took longer than shutdown.timeout; what was left was cut off."},
		{ListenFailed, slog.LevelError, "An address cannot be listened on; the program ends."},
		{ConfigWarning, slog.LevelWarn, "The configuration works and has a warning; serve --check-config shows it."},
		{TurnDone, slog.LevelInfo, "A message was answered."},
		{TurnSlow, slog.LevelWarn, "A message was answered later than it should be."},
		{TurnPanic, slog.LevelError, "A turn met a bug of ours; the person got the last-resort hotline reply."},
		{ReplyWithheld, slog.LevelError, "A reply held words that are not in the release; the person got the last-resort hotline reply."},
		{SafeMode, slog.LevelError, "No release can be trusted; only the compiled-in hotlines are served. /readyz says why."},
		{SendRetried, slog.LevelWarn, "A platform did not take a reply at once; it is sent again."},
		{SendFailed, slog.LevelError, "A reply could not be sent and was given up."},
		{DangerSendLate, slog.LevelError, "A danger reply was not accepted by the platform in time; it is still being sent."},
		{InputRefused, slog.LevelWarn, "Something that is not a valid update or request was refused."},
		{InputLimited, slog.LevelWarn, "Somebody sent more than the limit; ordinary replies pause, danger replies do not."},
		{StoreLoadFailed, slog.LevelWarn, "The store did not answer; the turn went on without memory."},
		{StoreSaveFailed, slog.LevelWarn, "The store did not take a session; the next turn begins without it."},
		{EraseFailed, slog.LevelError, "A session that was to be erased may still be in the store."},
		{StoreRecovered, slog.LevelInfo, "The store answers again."},
		{ReloadDone, slog.LevelInfo, "Changed content is being served."},
		{ReloadRefused, slog.LevelError, "Changed content has errors; the last good content goes on serving."},
		{WatchFailed, slog.LevelError, "The content directory can no longer be watched; changes need a restart."},
		{DraftsServed, slog.LevelWarn, "Texts that nobody approved are served, marked as drafts."},
		{ReviewDue, slog.LevelWarn, "A source or a review is out of date; check shows it."},
		{HotlineDue, slog.LevelError, "A hotline was not verified in time; check shows it."},
		{PlatformReached, slog.LevelInfo, "A platform can be reached, and its updates are received."},
		{PlatformLost, slog.LevelWarn, "A platform cannot be reached; it is tried again and again."},
		{PlatformTaken, slog.LevelError, "Another process receives with the same token; stop one of them."},
		{PlatformRefused, slog.LevelError, "A platform does not know the token; give a good one and start again."},
		{PlatformEmpty, slog.LevelError, "The connections that a platform allows in a day are used up; it goes on when there are more."},
		{ShardsRefused, slog.LevelError, "Discord asks for more shares or does not take them; change discord.shard and start again."},
		{VersionRefused, slog.LevelError, "Discord does not speak this version of its gateway any more; update the program."},
		{IntentsRefused, slog.LevelError, "Discord does not grant what the bot asks to hear; look at the page Bot of the developer portal."},
		{ProfileFailed, slog.LevelWarn, "Commands or descriptions could not be written to the platform; it is tried again later."},
		{OutboxUnread, slog.LevelError, "What waited when the program ended could not be read; it is answered after the next start."},
		{LibraryMessage, slog.LevelWarn, "A library had something to say; its words are dropped."},
		{Unlisted, slog.LevelWarn, "A line was logged with a message that is no event; its words are dropped."},
	}
}
