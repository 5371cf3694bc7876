import { Inject, Injectable } from '@nestjs/common';
import { encodeObjection, type ObjectToProfilingRequest, type ObjectToProfilingResponse } from '@stars/contracts';
import { DeleteUser } from './delete-user.js';

/** Notes that a user objects to profiling, or objects no more. It deletes the user, too. If a call fails half-way, repeat it. */
@Injectable()
export class ObjectToProfiling {
  constructor(@Inject(DeleteUser) private readonly deleteUser: DeleteUser) {}

  async execute(request: ObjectToProfilingRequest): Promise<ObjectToProfilingResponse> {
    await this.deleteUser.forget((now) => encodeObjection(request, now));
    return {};
  }
}
