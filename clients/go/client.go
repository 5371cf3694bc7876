// Package stars is the client of STARS, an open-source recommender.
package stars

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// Options of a client. Only the URL is needed.
type Options struct {
	// Such as https://stars.shop.example.
	URL string
	// An API key.
	Key string
	// How long a call may take, with all of its tries, where its context has no deadline. Default: 5 seconds.
	Timeout time.Duration
	// Hears of events that the server refuses, and how many found no room while it was away.
	OnLostEvents func(err error, count int)
}

// Client calls STARS. Each method takes the request and gives the answer of one call of the API. Its errors are of type *Error,
// or that of a context which was cancelled. Goroutines may share it.
type Client struct {
	Calls
	// Events to be sent soon, many in one call.
	Events *EventQueue
}

// New makes a client. Close it, so that the events that wait are sent.
func New(options Options) *Client {
	if options.Timeout == 0 {
		options.Timeout = 5 * time.Second
	}
	// More connections to one server than the two that are kept by default.
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 16
	calls := Calls{&sender{
		base:    strings.TrimSuffix(options.URL, "/"),
		key:     options.Key,
		timeout: options.Timeout,
		http:    &http.Client{Transport: transport},
	}}
	return &Client{Calls: calls, Events: newEventQueue(calls.Track, options.OnLostEvents)}
}

// Close sends the events that wait, and closes the connections.
func (c *Client) Close(ctx context.Context) error {
	defer c.sender.http.CloseIdleConnections()
	return c.Events.close(ctx)
}

// Track sends events at once. Those without an EventID get one, so that an event that is sent again counts once.
func (c *Client) Track(ctx context.Context, request *TrackRequest) (*TrackResponse, error) {
	complete := *request
	complete.Interactions = append([]Interaction(nil), request.Interactions...)
	complete.Impressions = append([]Impression(nil), request.Impressions...)
	for i := range complete.Interactions {
		completeEvent(&complete.Interactions[i].EventID, &complete.Interactions[i].Time)
	}
	for i := range complete.Impressions {
		completeEvent(&complete.Impressions[i].EventID, &complete.Impressions[i].Time)
	}
	return c.Calls.Track(ctx, &complete)
}

// RecommendOr is Recommend with item ids for the answer if the server gives none in time. late says why they are the answer; nil: they are not.
func (c *Client) RecommendOr(ctx context.Context, request *RecommendRequest, fallback []string) (answer *RecommendResponse, late *Error, err error) {
	answer, err = c.Recommend(ctx, request)
	if late = ofServer(err); late != nil {
		return &RecommendResponse{Items: plainItems(fallback)}, late, nil
	}
	return answer, nil, err
}

// RecommendPageOr is RecommendPage with a fallback, as of RecommendOr: item ids for each placement, in the same order.
func (c *Client) RecommendPageOr(ctx context.Context, request *RecommendPageRequest, fallback [][]string) (answer *RecommendPageResponse, late *Error, err error) {
	answer, err = c.RecommendPage(ctx, request)
	if late = ofServer(err); late == nil {
		return answer, nil, err
	}
	answer = &RecommendPageResponse{}
	for at, ids := range fallback[:min(len(fallback), len(request.Placements))] {
		answer.Placements = append(answer.Placements, PlacementAnswer{Surface: request.Placements[at].Surface, Items: plainItems(ids)})
	}
	return answer, late, nil
}

// FallbackGroup is a group of a fallback, with item ids.
type FallbackGroup struct {
	Value []string `json:"value"`
	Items []string `json:"items"`
}

// RecommendGroupsOr is RecommendGroups with a fallback, as of RecommendOr: groups, best first.
func (c *Client) RecommendGroupsOr(ctx context.Context, request *RecommendGroupsRequest, fallback []FallbackGroup) (answer *RecommendGroupsResponse, late *Error, err error) {
	answer, err = c.RecommendGroups(ctx, request)
	if late = ofServer(err); late == nil {
		return answer, nil, err
	}
	answer = &RecommendGroupsResponse{}
	for _, group := range fallback {
		answer.Groups = append(answer.Groups, GroupAnswer{Value: group.Value, Items: plainItems(group.Items)})
	}
	return answer, late, nil
}

// SimilarItemsOr is SimilarItems with a fallback, as of RecommendOr.
func (c *Client) SimilarItemsOr(ctx context.Context, request *SimilarItemsRequest, fallback []string) (answer *SimilarItemsResponse, late *Error, err error) {
	answer, err = c.SimilarItems(ctx, request)
	if late = ofServer(err); late != nil {
		return &SimilarItemsResponse{Items: plainItems(fallback)}, late, nil
	}
	return answer, nil, err
}

// PopularItemsOr is PopularItems with a fallback, as of RecommendOr.
func (c *Client) PopularItemsOr(ctx context.Context, request *PopularItemsRequest, fallback []string) (answer *PopularItemsResponse, late *Error, err error) {
	answer, err = c.PopularItems(ctx, request)
	if late = ofServer(err); late != nil {
		return &PopularItemsResponse{Items: plainItems(fallback)}, late, nil
	}
	return answer, nil, err
}

func plainItems(ids []string) []RecommendedItem {
	items := make([]RecommendedItem, len(ids))
	for position, id := range ids {
		items[position] = RecommendedItem{ItemID: id, Position: position}
	}
	return items
}
