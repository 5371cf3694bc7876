/** When and where a request comes. */
export interface SecondStageRequest {
  /** Local day number; the weekday is that of the day. */
  day: number;
  /** Local hour. */
  hour: number;
  region: number;
}
