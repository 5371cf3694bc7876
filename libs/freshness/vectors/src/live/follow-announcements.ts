import { decodeMessage, type TOPICS } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import { type FollowedBus, type FollowedMessage, TopicFollower } from '@stars/platform';

type AnnouncementTopic = typeof TOPICS.models | typeof TOPICS.rollOuts | typeof TOPICS.servedModels;

/** Follows a topic about models; messages that cannot be read are passed over. */
export const followAnnouncements = <T extends AnnouncementTopic>(
  bus: FollowedBus,
  topic: T,
  take: (message: ReturnType<typeof decodeMessage<T>>, at: FollowedMessage) => void,
  onUnreadable: (error: unknown) => void,
): TopicFollower =>
  new TopicFollower(bus, topic, (value, at) => {
    try {
      take(decodeMessage(topic, value), at);
    } catch (error) {
      if (!isStarsError(error)) throw error;
      onUnreadable(error);
    }
  });
