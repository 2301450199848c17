"""red-dwarf 0.4.0 on a folder of Polis's CSV files, run by a Python that has it: python red_dwarf.py ADDRESS.

ADDRESS: where the folder is served, with a slash at its end. Prints one JSON document: what was read, the groups, the
statements of consensus, those that speak for each group, and the seconds it took. It imports nothing of ours.
"""

import json
import sys
import time


def main(address: str) -> None:
    """Import and compute."""
    from reddwarf.data_loader import Loader
    from reddwarf.implementations.polis import run_pipeline

    loaded = Loader(directory_url=address, is_cache_enabled=False)
    rejected = [one["statement_id"] for one in loaded.comments_data if one["moderated"] == -1]
    meta = [one["statement_id"] for one in loaded.comments_data if one["is_meta"]]
    began = time.process_time()
    found = run_pipeline(
        votes=loaded.votes_data, mod_out_statement_ids=[*rejected, *meta], meta_statement_ids=meta, random_state=0
    )
    seconds = time.process_time() - began
    groups = found.participants_df["cluster_id"].dropna()
    print(
        json.dumps(
            {
                "votes": len(loaded.votes_data),
                "statements": len(loaded.comments_data),
                "seconds": seconds,
                "groups": {int(person): int(group) for person, group in groups.items()},
                "consensus": [int(one["tid"]) for one in found.consensus["agree"]],
                "speaking": {int(group): [int(one["tid"]) for one in said] for group, said in found.repness.items()},
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
