import { decodeMessage } from '@stars/contracts';
import { isStarsError, type StarsError } from '@stars/errors';
import { type FollowedBus, type FollowedMessage, TopicFollower } from '@stars/platform';

/**
 * Follows a topic. A message that cannot be read is passed over: it must not hold up all later ones.
 * @param wants Which messages are read, by their keys; absent: all.
 */
export const followTopic = <T extends Parameters<typeof decodeMessage>[0]>(
  bus: FollowedBus,
  topic: T,
  take: (message: ReturnType<typeof decodeMessage<T>>, at: FollowedMessage) => void,
  onUnreadable: (error: StarsError) => void,
  wants: (key: string) => boolean = () => true,
): TopicFollower =>
  followValues(
    bus,
    topic,
    (value, at) => {
      if (wants(at.key)) take(decodeMessage(topic, value), at);
    },
    onUnreadable,
  );

/** The same for a caller that decodes the values. */
export const followValues = (
  bus: FollowedBus,
  topic: string,
  take: (value: Uint8Array, at: FollowedMessage) => void,
  onUnreadable: (error: StarsError) => void,
): TopicFollower =>
  new TopicFollower(bus, topic, (value, at) => {
    try {
      take(value, at);
    } catch (error) {
      if (!isStarsError(error)) throw error;
      onUnreadable(error);
    }
  });
