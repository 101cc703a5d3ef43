"""One programme in operation: its people, posts and employers, and the rules between them."""

from collections.abc import Callable, Iterator

from sesim.events import Activity, Kind, Reason
from sesim.model.admission import Admission
from sesim.model.clock import Clock
from sesim.model.coach import Coach
from sesim.model.constants import CONTACT
from sesim.model.employers import Employers
from sesim.model.log import Log
from sesim.model.luck import EmployerLuck
from sesim.model.model_programme import ModelProgramme
from sesim.model.person import Person
from sesim.model.post import PostStanding, RunningPost
from sesim.model.sampling import normal
from sesim.model.standing import OpenWork, Stage, Standing
from sesim.model.streams import common_streams
from sesim.model.task import Task


class RunningProgramme:
    """One programme in one replication: the state that its processes share.

    Attributes:
        parameters: the numbers in force now.
        posts: every post that exists at some time, by place.
        split_roles: whether some posts only meet employers now.
        meetings: when the referral group meets, in weeks, in order.
        watch: called when a person enters a stage, if anybody wants to know.
        waiting: those referred who are neither enrolled nor gone, in order of arrival.
        handed: posts of the first day by name, if the programme goes on from an earlier time.
        resuming: whether the people of the first day are being put where they stand.
    """

    def __init__(
        self,
        definition: ModelProgramme,
        replication: int,
        watch: Callable[["RunningProgramme", Person], None] | None = None,
    ) -> None:
        self.definition = definition
        self.env = Clock()
        self.streams = common_streams(definition.seed, replication, definition.name)
        self.parameters = definition.parameters[0]
        self.log = Log(self.env)
        most = max(len(staffing.posts) for staffing in definition.staffing)
        self.posts = [RunningPost(self.env, number, self._account) for number in range(most)]
        self.admission: Admission[RunningPost, Person] = Admission(
            self.env, self.posts, self.take_on
        )
        self.employers = Employers(self._openness)
        self.split_roles = False
        self.meetings = definition.calendar.meetings
        self.horizon = definition.calendar.horizon
        self.watch = watch
        self.waiting: dict[Person, None] = {}
        self.handed: dict[str, PostStanding] = {}
        self.resuming = False

    # --- people ------------------------------------------------------------------------------

    def begin(self, person: Person, stage: Stage) -> Standing | None:
        """Let a person enter a stage of life.

        Returns where they stand if they are in it on the first day; None if it begins now.
        """
        stood = person.standing if person.stands(stage) else None
        person.stage, person.since = stage, self.env.now
        if stood is not None:
            person.standing = None
            person.since -= stood.stage_for
        if self.watch is not None:
            self.watch(self, person)
        return stood

    def enrolled(self) -> Iterator[Person]:
        """Return everyone enrolled now, by post and order of arrival."""
        return (person for post in self.posts for person in post.people)

    def take_on(self, post: RunningPost, person: Person) -> None:
        """Put a person on a post's caseload."""
        post.people[person] = None
        person.post = post

    def hand_over(self, person: Person, to: RunningPost) -> None:
        """Move a person, and the open tasks for them, to another post."""
        if (old := person.post) is not None:
            del old.people[person]
            for task in person.open_tasks():
                if task.coach is old.coach:
                    old.coach.hand_over(task, to.coach)
        self.take_on(to, person)

    def exit(self, person: Person, reason: Reason) -> None:
        """Let a person leave: their tasks end, and their place becomes free."""
        for task in person.open_tasks():
            self.release(task)
        left = person.post
        if left is not None:
            del left.people[person]
            person.post = None
        person.phase += 1  # nothing decided earlier can reach them now
        person.tasks.clear()  # they refer back to the person: without this, memory is not freed
        person.contact = None
        self.log.event(Kind.EXITED, person.number, reason=reason)
        self.admission.call_next(left)

    def end_mapping(self, person: Person) -> None:
        """When a placement or a job begins, mapping stops."""
        for task in person.tasks:
            if task.open and task.activity is Activity.MAPPING:
                self.release(task)

    def end_search(self, person: Person) -> None:
        """When a person has found a job alone, all that was done towards one ends."""
        for task in person.open_tasks():
            if task.activity is not Activity.SOCIAL_WORK:
                self.release(task)
        person.contact = None

    def known_hours(self, person: Person) -> float:
        """Return the hours of mapping that a person has received."""
        mapping = (task for task in person.tasks if task.activity is Activity.MAPPING)
        return sum((task.received_until_now() for task in mapping), person.mapped)

    # --- coaches -----------------------------------------------------------------------------

    def work(self, person: Person, activity: Activity, hours: float, wish: float) -> Task | None:
        """Request work from the person's coach; None if there is nothing to do."""
        if hours <= 0:
            return None
        task = self._coach(person).work(person, activity, hours, wish)
        person.tasks.append(task)
        return task

    def take_up(self, person: Person, work: OpenWork) -> None:
        """Request the rest of work that has begun."""
        if (task := self.work(person, work.activity, work.left, work.wish)) is not None:
            task.received = work.received

    def attend(self, person: Person, activity: Activity, wish: float) -> Task:
        """Request hours a week from the person's coach until `release`."""
        task = self._coach(person).attend(person, activity, wish)
        person.tasks.append(task)
        return task

    def service_ratio(self, person: Person) -> float:
        """Return the share of requested time that the person's coach gives in open weeks now.

        Those who are put where they stand keep the share by which they were last judged.
        """
        if not self.resuming:
            person.served = self._coach(person).service_ratio
        return person.served

    def contact(self, person: Person, post: RunningPost, left: float | None = None) -> Task:
        """Request one employer contact from a post on a person's behalf, or the rest of one."""
        parameters = self.parameters
        hours = left or (
            parameters.contact_hours if post.supports else parameters.specialist_contact_hours
        )
        wish = parameters.contact_wish * person.participation(parameters)
        task = post.coach.work(person, CONTACT, hours, wish)
        person.contact = task
        return task

    def redirect_contact(self, person: Person) -> None:
        """Hand a contact under way to a post that meets employers, if its post no longer does."""
        task = person.contact
        if task is not None and task.open and not self.posts[task.coach.number].meets_employers:
            task.coach.hand_over(task, self.meets_employers_for(person).coach)

    @staticmethod
    def release(task: Task) -> None:
        """End a task with its present coach."""
        if task.open:
            task.coach.release(task)

    def settle(self) -> None:
        """At the end of the study period, log the hours of all open tasks."""
        for person in list(self.enrolled()):
            for task in person.open_tasks():
                self.release(task)

    def meets_employers_for(self, person: Person) -> RunningPost:
        """Return the post that makes a person's employer contacts.

        It is the least busy of the posts that only meet employers, if there are any; otherwise the
        person's own post; and if that one does not meet employers, any post that does. If there is
        none, it is the person's own post all the same.
        """
        own = person.post
        if own is None:
            raise ValueError(f"participant {person.number} has no post")
        if not self.split_roles and own.meets_employers:
            return own
        meeting = [post for post in self.posts if post.meets_employers]
        here = [post for post in meeting if not post.vacant]
        specialists = [post for post in here if not post.supports]
        if not specialists and own.meets_employers:
            return own
        choice = specialists or here or meeting or [own]
        return min(choice, key=lambda post: post.coach.demand / max(post.fte, 1e-9))

    def _coach(self, person: Person) -> Coach:
        if person.post is None:
            raise ValueError(f"participant {person.number} has no post")
        return person.post.coach

    def _account(self, task: Task, done: bool) -> None:
        """Log the hours of a task that left a coach; a finished contact has logged its own."""
        if done and task.activity is CONTACT:
            return
        if task.wished_here > 0.0 or task.received_here > 0.0:
            self.log.hours(task, self.posts[task.coach.number].name)

    def _openness(self, employer: int) -> float:
        return self.parameters.openness_sd * normal(
            self.streams.luck(EmployerLuck, employer).openness
        )
