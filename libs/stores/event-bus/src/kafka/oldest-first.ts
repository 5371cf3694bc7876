import { MemberAssignment, MemberMetadata, type PartitionAssigner } from './client.js';

const NONE = Buffer.alloc(0);

/**
 * Gives all partitions to the consumer that began first; the others stand by. A new one takes nothing away, unless its clock is
 * behind.
 * @param since When this consumer began, ms since 1970
 */
export const oldestFirst =
  (since: number): PartitionAssigner =>
  ({ cluster }) => ({
    name: 'OldestFirst',
    version: 0,
    async assign({ members, topics }) {
      const [oldest] = members
        .map(({ memberId, memberMetadata }) => {
          return { memberId, since: Number(MemberMetadata.decode(memberMetadata)?.userData.toString()) };
        })
        .sort((a, b) => a.since - b.since || (a.memberId < b.memberId ? -1 : 1));
      const assignment = Object.fromEntries(
        topics.map((topic) => [topic, cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId)]),
      );
      return [
        {
          memberId: oldest!.memberId,
          memberAssignment: MemberAssignment.encode({ version: 0, assignment, userData: NONE }),
        },
      ];
    },
    protocol({ topics }) {
      const userData = Buffer.from(String(since));
      return { name: 'OldestFirst', metadata: MemberMetadata.encode({ version: 0, topics, userData }) };
    },
  });
