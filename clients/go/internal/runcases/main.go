// Runs cases of clients/cases: one as JSON in each line of the input, its outcome as JSON in a line of the output.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"time"

	stars "stars.example/client"
)

type input struct {
	URL         string
	Key         string
	TimeoutMs   int64 `json:"timeout_ms"`
	Call        string
	Request     json.RawMessage
	Fallback    json.RawMessage
	Events      []stars.Interaction
	Impressions []stars.Impression
	Flushes     int
	Unflushed   bool
}

type failure struct {
	Code  string `json:"code"`
	Field string `json:"field,omitempty"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var given input
		if err := json.Unmarshal(lines.Bytes(), &given); err != nil {
			panic(err)
		}
		if err := json.NewEncoder(os.Stdout).Encode(outcomeOf(given)); err != nil {
			panic(err)
		}
	}
}

func outcomeOf(given input) map[string]any {
	lost := []failure{}
	client := stars.New(stars.Options{
		URL:     given.URL,
		Key:     given.Key,
		Timeout: time.Duration(given.TimeoutMs) * time.Millisecond,
		OnLostEvents: func(err error, _ int) {
			lost = append(lost, shown(err))
		},
	})
	if given.Call != "" {
		return callOutcome(client, given)
	}
	for _, event := range given.Events {
		client.Events.Add(event)
	}
	for _, event := range given.Impressions {
		client.Events.AddImpression(event)
	}
	for left := given.Flushes; left > 1; left-- {
		_ = client.Events.Flush(context.Background())
	}
	if given.Unflushed {
		return map[string]any{"flushed": true, "lost": lost}
	}
	if err := client.Close(context.Background()); err != nil {
		return map[string]any{"error": shown(err)}
	}
	return map[string]any{"flushed": true, "lost": lost}
}

// callOutcome calls the method of the name, or the one with a fallback.
func callOutcome(client *stars.Client, given input) map[string]any {
	name := given.Call
	if given.Fallback != nil {
		name += "Or"
	}
	method := reflect.ValueOf(client).MethodByName(name)
	request := reflect.New(method.Type().In(1).Elem())
	if err := json.Unmarshal(given.Request, request.Interface()); err != nil {
		panic(err)
	}
	arguments := []reflect.Value{reflect.ValueOf(context.Background()), request}
	if given.Fallback != nil {
		fallback := reflect.New(method.Type().In(2))
		if err := json.Unmarshal(given.Fallback, fallback.Interface()); err != nil {
			panic(err)
		}
		arguments = append(arguments, fallback.Elem())
	}
	results := method.Call(arguments)
	if err, failed := results[len(results)-1].Interface().(error); failed && err != nil {
		return map[string]any{"error": shown(err)}
	}
	outcome := map[string]any{"answer": results[0].Interface()}
	if len(results) == 3 && !results[1].IsNil() {
		outcome["fallback"] = shown(results[1].Interface().(error)).Code
	}
	return outcome
}

func shown(err error) failure {
	var found *stars.Error
	if !errors.As(err, &found) {
		panic(err)
	}
	return failure{found.Code, found.Field}
}
