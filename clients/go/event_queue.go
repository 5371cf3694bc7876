package stars

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"regexp"
	"strconv"
	"sync"
	"time"
)

const (
	// Events wait at most so long.
	mostWait = time.Second
	// Events of one call.
	mostInCall = 500
	// Events that wait while the server is away.
	mostWaiting = 10_000
)

// A refused element: the whole call is refused for it.
var refusedElement = regexp.MustCompile(`^(interactions|impressions)\[(\d+)\]`)

// waitingEvent is one of the two.
type waitingEvent struct {
	interaction *Interaction
	impression  *Impression
}

// EventQueue keeps events for a moment and sends many in one call. Each has an id, so that one that is sent again counts once.
type EventQueue struct {
	track   func(context.Context, *TrackRequest) (*TrackResponse, error)
	onLost  func(error, int)
	lock    sync.Mutex
	waiting []waitingEvent
	timer   *time.Timer
	closed  bool
	// One call after the other: a failed one puts its events back.
	sending sync.Mutex
}

func newEventQueue(track func(context.Context, *TrackRequest) (*TrackResponse, error), onLost func(error, int)) *EventQueue {
	if onLost == nil {
		onLost = func(error, int) {}
	}
	return &EventQueue{track: track, onLost: onLost}
}

// Add takes what a user did. If its Time is absent, it is now.
func (q *EventQueue) Add(event Interaction) {
	completeEvent(&event.EventID, &event.Time)
	q.wait(waitingEvent{interaction: &event})
}

// AddImpression takes what a user was shown. If its Time is absent, it is now.
func (q *EventQueue) AddImpression(event Impression) {
	completeEvent(&event.EventID, &event.Time)
	q.wait(waitingEvent{impression: &event})
}

// Flush sends all that waits. After an error, the events wait for the next time.
func (q *EventQueue) Flush(ctx context.Context) error {
	q.sending.Lock()
	defer q.sending.Unlock()
	for {
		batch := q.take()
		if len(batch) == 0 {
			return nil
		}
		if left, err := q.send(ctx, batch); err != nil {
			q.lock.Lock()
			q.waiting = append(left, q.waiting...)
			q.lock.Unlock()
			q.dropOldest()
			return err
		}
	}
}

func (q *EventQueue) close(ctx context.Context) error {
	q.lock.Lock()
	q.closed = true
	if q.timer != nil {
		q.timer.Stop()
	}
	q.lock.Unlock()
	return q.Flush(ctx)
}

func (q *EventQueue) wait(event waitingEvent) {
	q.lock.Lock()
	q.waiting = append(q.waiting, event)
	if len(q.waiting) == mostInCall {
		q.flushIn(0)
	} else if q.timer == nil {
		q.flushIn(mostWait)
	}
	q.lock.Unlock()
	q.dropOldest()
}

// flushIn is called with the lock. What fails waits for the next time.
func (q *EventQueue) flushIn(wait time.Duration) {
	if q.closed {
		return
	}
	if q.timer != nil {
		q.timer.Stop()
	}
	q.timer = time.AfterFunc(wait, func() {
		err := q.Flush(context.Background())
		q.lock.Lock()
		defer q.lock.Unlock()
		q.timer = nil
		if err != nil {
			q.flushIn(10 * mostWait)
		} else if len(q.waiting) > 0 {
			q.flushIn(mostWait)
		}
	})
}

func (q *EventQueue) take() []waitingEvent {
	q.lock.Lock()
	defer q.lock.Unlock()
	count := min(len(q.waiting), mostInCall)
	batch := append([]waitingEvent(nil), q.waiting[:count]...)
	q.waiting = q.waiting[count:]
	return batch
}

// send leaves out what the server refuses: otherwise one wrong event would stop all others. It gives the events that are not sent.
func (q *EventQueue) send(ctx context.Context, batch []waitingEvent) ([]waitingEvent, error) {
	for len(batch) > 0 {
		request := &TrackRequest{}
		for _, event := range batch {
			if event.interaction != nil {
				request.Interactions = append(request.Interactions, *event.interaction)
			} else {
				request.Impressions = append(request.Impressions, *event.impression)
			}
		}
		_, err := q.track(ctx, request)
		if err == nil {
			return nil, nil
		}
		refused := refusedIn(batch, err)
		if refused < 0 {
			return batch, err
		}
		batch = append(batch[:refused], batch[refused+1:]...)
		q.onLost(err, 1)
	}
	return nil, nil
}

func (q *EventQueue) dropOldest() {
	q.lock.Lock()
	over := max(len(q.waiting)-mostWaiting, 0)
	q.waiting = q.waiting[over:]
	q.lock.Unlock()
	if over > 0 {
		q.onLost(&Error{Code: "STARS_UNAVAILABLE", Message: "too many events wait"}, over)
	}
}

// refusedIn gives the place in the batch of what an error refuses; -1 if it refuses no single event.
func refusedIn(batch []waitingEvent, err error) int {
	var found *Error
	if !errors.As(err, &found) || found.Status < 400 || found.Status > 499 {
		return -1
	}
	match := refusedElement.FindStringSubmatch(found.Field)
	if match == nil {
		return -1
	}
	left, _ := strconv.Atoi(match[2])
	for place, event := range batch {
		if (event.interaction != nil) != (match[1] == "interactions") {
			continue
		}
		if left == 0 {
			return place
		}
		left--
	}
	return -1
}

func completeEvent(id *string, at *time.Time) {
	if *id == "" {
		var random [16]byte
		_, _ = rand.Read(random[:])
		*id = hex.EncodeToString(random[:])
	}
	if at.IsZero() {
		*at = time.Now()
	}
}
