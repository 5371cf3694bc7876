package stars

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	// Tries of a call, the first one included.
	mostTries = 4
	// Where the server says nothing: before the second try, doubled for each further one.
	firstWait = 100 * time.Millisecond
)

type sender struct {
	base    string
	key     string
	timeout time.Duration
	http    *http.Client
}

// call sends a request, with its fields in the path, the query or the body, and tries again where that helps.
func call[Answer any](ctx context.Context, c *sender, verb, path string, request any) (*Answer, error) {
	if _, has := ctx.Deadline(); !has {
		limited, cancel := context.WithTimeout(ctx, c.timeout)
		defer cancel()
		ctx = limited
	}
	body, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	address := c.base + path
	if verb == http.MethodGet {
		if address, err = inURL(address, body); err != nil {
			return nil, err
		}
		body = nil
	}
	for tries := 1; ; tries++ {
		answer, wait, err := tryOnce[Answer](ctx, c, verb, address, body)
		if err == nil || wait == never || tries == mostTries {
			return answer, err
		}
		if wait == unknown {
			wait = time.Duration(float64(firstWait<<(tries-1)) * (0.5 + rand.Float64()/2))
		}
		if deadline, _ := ctx.Deadline(); time.Now().Add(wait).After(deadline) {
			return nil, err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// What is said of the time until the next try.
const (
	never   time.Duration = -1
	unknown time.Duration = -2
)

func tryOnce[Answer any](ctx context.Context, c *sender, verb, address string, body []byte) (*Answer, time.Duration, error) {
	request, err := http.NewRequestWithContext(ctx, verb, address, bytes.NewReader(body))
	if err != nil {
		return nil, never, err
	}
	request.Header.Set("content-type", "application/json")
	if c.key != "" {
		request.Header.Set("authorization", "Bearer "+c.key)
	}
	deadline, _ := ctx.Deadline()
	left := max(time.Until(deadline).Milliseconds(), 1)
	request.Header.Set("x-request-timeout-ms", strconv.FormatInt(left, 10))
	response, err := c.http.Do(request)
	var text []byte
	if err == nil {
		defer response.Body.Close()
		text, err = io.ReadAll(response.Body)
	}
	if err != nil {
		return nil, waitAfter(ctx, err), unanswered(ctx, err)
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return nil, waitFor(response), errorOf(response.StatusCode, text)
	}
	answer := new(Answer)
	return answer, never, json.Unmarshal(text, answer)
}

// isLate knows a connection whose own timer was ahead of that of its context, too.
func isLate(ctx context.Context, cause error) bool {
	var timeout interface{ Timeout() bool }
	return ctx.Err() != nil || errors.As(cause, &timeout) && timeout.Timeout()
}

func waitAfter(ctx context.Context, cause error) time.Duration {
	if isLate(ctx, cause) {
		return never
	}
	return unknown
}

func unanswered(ctx context.Context, cause error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	if isLate(ctx, cause) {
		return &Error{Code: "STARS_DEADLINE_EXCEEDED", Message: "no answer in time", cause: cause}
	}
	return &Error{Code: "STARS_UNAVAILABLE", Message: fmt.Sprintf("the server cannot be reached: %v", cause), cause: cause}
}

// waitFor says when another try may help: against too much to do, a server that is away or was started anew.
func waitFor(response *http.Response) time.Duration {
	switch response.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable:
		if seconds, err := strconv.ParseFloat(response.Header.Get("retry-after"), 64); err == nil && seconds >= 0 {
			return time.Duration(seconds * float64(time.Second))
		}
		return unknown
	}
	return never
}

// inURL writes a request of a GET: text as it is, and all else as JSON.
func inURL(address string, request []byte) (string, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(request, &fields); err != nil {
		return "", err
	}
	query := url.Values{}
	for name, value := range fields {
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		}
		if place := "{" + name + "}"; strings.Contains(address, place) {
			address = strings.Replace(address, place, url.PathEscape(text), 1)
		} else {
			query.Set(name, text)
		}
	}
	if len(query) == 0 {
		return address, nil
	}
	return address + "?" + query.Encode(), nil
}
